import type { LogInterval, StatisticalWarning } from './estimate.js';
import { walshAverages } from './hodges-lehmann.js';
import { quantileOfSorted } from './quantiles.js';
import { signedRankCut } from './signed-rank-null.js';

export interface SignedRankInterval extends LogInterval {
  readonly warnings: readonly StatisticalWarning[];
}

/**
 * The Hodges-Lehmann estimate with the interval of all locations that the two-sided signed-rank
 * test does not reject: two order statistics of the Walsh averages (Hollander, Wolfe and Chicken,
 * "Nonparametric Statistical Methods", 3.3). `confidence` of the result is the coverage reached,
 * at least the one asked for wherever the sample is large enough; else it says how many are needed.
 *
 * @throws {RangeError} on an empty sample.
 */
export function signedRankInterval(
  values: readonly number[],
  confidence = 0.95,
): SignedRankInterval {
  const averages = walshAverages(values);
  const estimate = quantileOfSorted(averages, 0.5);
  const { cut, confidence: reached } = signedRankCut(values.length, confidence);
  return {
    estimate,
    low: averages[cut] as number,
    high: averages[averages.length - 1 - cut] as number,
    confidence: reached,
    warnings: reached < confidence - 0.005 ? [tooFew(values.length, confidence)] : [],
  };
}

/** Half the width of an interval, on the scale it is on. */
export function halfWidth({ low, high }: Pick<LogInterval, 'low' | 'high'>): number {
  return (high - low) / 2;
}

/** All n signs equal is the rarest outcome, two-sided chance 2^(1-n): it bounds the confidence. */
function tooFew(count: number, confidence: number): StatisticalWarning {
  const needed = Math.ceil(1 - Math.log2(1 - confidence));
  return {
    code: 'too-few-for-confidence',
    message: `a ${Math.round(confidence * 100)}% interval needs at least ${needed} blocks, got ${count}`,
  };
}
