import { quantileOfSorted, sortAscending } from './quantiles.js';

export interface MedianInterval {
  readonly median: number;
  /** Null where there are too few values for the confidence: fewer than 6 for 95%. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The sample median with the sign test's interval: the k-th smallest and k-th largest value, k as
 * large as the confidence allows (Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods",
 * 3.6). It asks nothing of the distribution, so a long tail of late samples can't move it.
 *
 * @throws {RangeError} on an empty sample.
 */
export function medianInterval(values: readonly number[], confidence = 0.95): MedianInterval {
  const sorted = sortAscending(values);
  const median = quantileOfSorted(sorted, 0.5);
  const cut = outsideEachEnd(values.length, (1 - confidence) / 2);
  return cut === 0
    ? { median, low: null, high: null }
    : { median, low: sorted[cut - 1] ?? null, high: sorted[sorted.length - cut] ?? null };
}

/** The most values that may lie outside at an end: P(Binomial(count, 1/2) < k) <= tail. */
function outsideEachEnd(count: number, tail: number): number {
  let probability = 2 ** -count;
  let below = 0;
  let k = 0;
  while (k < count / 2 && below + probability <= tail) {
    below += probability;
    k += 1;
    probability *= (count - k + 1) / k;
  }
  return k;
}
