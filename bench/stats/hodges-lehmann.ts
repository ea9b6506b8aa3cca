import { quantileOfSorted } from './quantiles.js';

/**
 * All means of two values, each value with itself included, in ascending order: n(n+1)/2 of them.
 * Both the Hodges-Lehmann estimate and the signed-rank interval are order statistics of these.
 */
export function walshAverages(values: readonly number[]): Float64Array {
  const averages = new Float64Array((values.length * (values.length + 1)) / 2);
  let next = 0;
  for (let first = 0; first < values.length; first++) {
    for (let second = first; second < values.length; second++) {
      averages[next++] = ((values[first] as number) + (values[second] as number)) / 2;
    }
  }
  return averages.sort();
}

/**
 * The Hodges-Lehmann estimate of location: the median of the Walsh averages (Hodges and Lehmann,
 * "Estimates of Location Based on Rank Tests", 1963). As robust as a trimmed mean (up to 29% of
 * the values may be wild), and 95% as efficient as the mean where nothing is.
 *
 * @throws {RangeError} on an empty sample.
 */
export function hodgesLehmann(values: readonly number[]): number {
  return quantileOfSorted(walshAverages(values), 0.5);
}
