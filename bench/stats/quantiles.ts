/**
 * The sample quantile of `sorted` (ascending) at `probability` in [0, 1]: type 7 of Hyndman and
 * Fan, "Sample Quantiles in Statistical Packages" (1996), the default of R, NumPy and Excel.
 *
 * @throws {RangeError} on an empty sample, which has no quantile.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, probability: number): number {
  if (sorted.length === 0) throw new RangeError('Expected at least one value, got none');
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

/** The values in ascending order, in a typed array, whose sort needs no comparison function. */
export function sortAscending(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** The median; of an even number of values the mean of the middle two. Throws on an empty sample. */
export function median(values: ArrayLike<number>): number {
  return quantileOfSorted(sortAscending(values), 0.5);
}
