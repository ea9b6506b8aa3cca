import { normalCdf, normalQuantile } from './normal.js';

/** Above this many values the normal approximation is used; R's wilcox.test changes over at 50. */
export const LARGEST_EXACT_SAMPLE = 50;

/**
 * The exact distribution of the signed-rank sum when each weight is counted or not with equal
 * chance: element s is the probability of sum s. Weights are whole numbers, so mid-ranks of ties
 * are passed doubled and stay exact. (Dynamic programming over the 2^n signs, as R's psignrank.)
 */
export function signedRankDistribution(weights: readonly number[]): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probability = new Float64Array(total + 1);
  probability[0] = 1;
  let reached = 0;
  for (const weight of weights) {
    reached += weight;
    for (let sum = reached; sum >= 0; sum--) {
      const counted = sum >= weight ? (probability[sum - weight] as number) : 0;
      probability[sum] = ((probability[sum] as number) + counted) / 2;
    }
  }
  return probability;
}

/** How many Walsh averages are cut off at each end of an interval, and the coverage that is left. */
export interface SignedRankCut {
  readonly cut: number;
  readonly confidence: number;
}

const cuts = new Map<string, SignedRankCut>();

/**
 * The largest cut whose interval still covers with at least `confidence`, for `count` values
 * without ties. With too few values nothing can be cut and the confidence returned is lower.
 */
export function signedRankCut(count: number, confidence: number): SignedRankCut {
  const key = `${count}/${confidence}`;
  const known = cuts.get(key);
  if (known) return known;
  const tail = (1 - confidence) / 2;
  const found = count <= LARGEST_EXACT_SAMPLE ? exactCut(count, tail) : normalCut(count, tail);
  cuts.set(key, found);
  return found;
}

function exactCut(count: number, tail: number): SignedRankCut {
  const distribution = signedRankDistribution(Array.from({ length: count }, (_, rank) => rank + 1));
  let cut = 0;
  let outside = distribution[0] as number;
  while (outside + (distribution[cut + 1] as number) <= tail) {
    cut++;
    outside += distribution[cut] as number;
  }
  return { cut, confidence: 1 - 2 * outside };
}

function normalCut(count: number, tail: number): SignedRankCut {
  const { mean, deviation } = signedRankMoments(count);
  const cut = Math.floor(mean - 0.5 + normalQuantile(tail) * deviation);
  return { cut, confidence: 1 - 2 * normalCdf((cut + 0.5 - mean) / deviation) };
}

/** Mean and standard deviation of the signed-rank sum of `count` values without ties. */
export function signedRankMoments(count: number): { mean: number; deviation: number } {
  return {
    mean: (count * (count + 1)) / 4,
    deviation: Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24),
  };
}
