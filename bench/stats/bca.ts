import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { normalCdf, normalQuantile } from './normal.js';
import { quantileOfSorted, sortAscending } from './quantiles.js';

const RESAMPLES = 1000;
const SEED = 0x5eed;

/** What the BCa formula is made of. */
export interface BootstrapParts {
  readonly estimate: number;
  /** The statistic of each resample, in any order. */
  readonly replicates: ArrayLike<number>;
  /** The statistic with one value left out, for each value. */
  readonly leftOneOut: readonly number[];
}

/**
 * The bias-corrected and accelerated interval (Efron, "Better Bootstrap Confidence Intervals",
 * 1987). Replicates equal to the estimate count half towards the bias: a median's replicates are
 * often equal to it, and leaving them out (as boot.ci does) would read that as bias.
 */
export function bcaInterval(
  parts: BootstrapParts,
  confidence = 0.95,
): { low: number; high: number } {
  const replicates = sortAscending(parts.replicates);
  const bias = biasCorrection(replicates, parts.estimate);
  const acceleration = accelerationOf(parts.leftOneOut);
  const end = (tail: number) => {
    const z = bias + normalQuantile(tail);
    return quantileOfSorted(replicates, normalCdf(bias + z / (1 - acceleration * z)));
  };
  return { low: end((1 - confidence) / 2), high: end((1 + confidence) / 2) };
}

/**
 * The BCa interval of the median from 1,000 resamples with a fixed seed: same values, same
 * interval. A cross-check of the signed-rank interval which, unlike it, asks for no symmetry.
 *
 * @throws {RangeError} on fewer than two values.
 */
export function bcaOfMedian(
  values: readonly number[],
  confidence = 0.95,
): { low: number; high: number } {
  if (values.length < 2) throw new RangeError(`Expected two values or more, got ${values.length}`);
  const sorted = sortAscending(values);
  const [lower, upper] = resampledMiddles(sorted.length);
  const replicates = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const low = sorted[lower[resample] as number] as number;
    replicates[resample] = (low + (sorted[upper[resample] as number] as number)) / 2;
  }
  const estimate = quantileOfSorted(sorted, 0.5);
  return bcaInterval({ estimate, replicates, leftOneOut: mediansLeftOneOut(sorted) }, confidence);
}

function biasCorrection(sortedReplicates: Float64Array, estimate: number): number {
  let below = 0;
  for (const replicate of sortedReplicates) {
    if (replicate < estimate) below += 1;
    else if (replicate === estimate) below += 0.5;
  }
  const most = sortedReplicates.length - 0.5;
  return normalQuantile(Math.min(Math.max(below, 0.5), most) / sortedReplicates.length);
}

function accelerationOf(leftOneOut: readonly number[]): number {
  const mean = leftOneOut.reduce((sum, value) => sum + value, 0) / leftOneOut.length;
  let squares = 0;
  let cubes = 0;
  for (const value of leftOneOut) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

/**
 * A resample's median depends only on which order statistics of the sample land in its middle, and
 * the seed is fixed: so the draws are made once for each sample size and serve every sample of it.
 */
const middlesBySize = new Map<number, readonly [Uint32Array, Uint32Array]>();

function resampledMiddles(size: number): readonly [Uint32Array, Uint32Array] {
  const known = middlesBySize.get(size);
  if (known) return known;
  const random = xoroshiro128plus(SEED);
  const lower = new Uint32Array(RESAMPLES);
  const upper = new Uint32Array(RESAMPLES);
  const drawn = new Uint32Array(size);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    for (let draw = 0; draw < size; draw++) drawn[draw] = uniformInt(random, 0, size - 1);
    drawn.sort();
    lower[resample] = drawn[(size - 1) >> 1] as number;
    upper[resample] = drawn[size >> 1] as number;
  }
  middlesBySize.set(size, [lower, upper]);
  return [lower, upper];
}

function mediansLeftOneOut(sorted: Float64Array): number[] {
  return Array.from(sorted, (_, left) => {
    const at = (place: number) => sorted[place < left ? place : place + 1] as number;
    const size = sorted.length - 1;
    return (at((size - 1) >> 1) + at(size >> 1)) / 2;
  });
}
