import { normalCdf } from './normal.js';
import {
  LARGEST_EXACT_SAMPLE,
  signedRankDistribution,
  signedRankMoments,
} from './signed-rank-null.js';

export interface SignedRankQuestion {
  /** The location that is tested; 0 when absent. */
  readonly location?: number;
  /** `greater`: p of "location or less", so a small p says the values lie above it. */
  readonly alternative?: 'two-sided' | 'greater';
}

export interface SignedRankTest {
  /** Sum of the ranks of the values above the location. */
  readonly statistic: number;
  readonly pValue: number;
  /** Values that took part: those equal to the location say nothing about a side. */
  readonly counted: number;
  readonly exact: boolean;
}

/**
 * Wilcoxon's signed-rank test of one sample (Wilcoxon 1945). Values equal to the location are
 * dropped, as Wilcoxon did and R does; ties share their mean rank. Up to 50 values the p-value is
 * exact, ties included (the distribution given the tied ranks); above, the normal approximation
 * with continuity and tie correction. No value left: p is 1.
 *
 * To test "effect <= margin", pass ln(1 + margin) as location and `greater`.
 */
export function signedRankTest(
  values: readonly number[],
  { location = 0, alternative = 'two-sided' }: SignedRankQuestion = {},
): SignedRankTest {
  const differences = values.map((value) => value - location).filter((value) => value !== 0);
  const counted = differences.length;
  if (counted === 0) return { statistic: 0, pValue: 1, counted, exact: true };

  const doubledRanks = doubledMidRanks(differences.map(Math.abs));
  let doubledSum = 0;
  for (const [index, difference] of differences.entries()) {
    if (difference > 0) doubledSum += doubledRanks[index] as number;
  }
  const exact = counted <= LARGEST_EXACT_SAMPLE;
  const tails = exact
    ? exactTails(doubledSum, doubledRanks)
    : normalTails(doubledSum, doubledRanks);
  const pValue =
    alternative === 'greater' ? tails.upper : Math.min(1, 2 * Math.min(tails.lower, tails.upper));
  return { statistic: doubledSum / 2, pValue, counted, exact };
}

/** Chances of a sum as low, and as high, as the one seen. */
interface Tails {
  readonly lower: number;
  readonly upper: number;
}

function exactTails(doubledSum: number, doubledRanks: readonly number[]): Tails {
  const distribution = signedRankDistribution(doubledRanks);
  const chance = (from: number, to: number) => {
    let sum = 0;
    for (let at = from; at <= to; at++) sum += distribution[at] as number;
    return sum;
  };
  return { lower: chance(0, doubledSum), upper: chance(doubledSum, distribution.length - 1) };
}

function normalTails(doubledSum: number, doubledRanks: readonly number[]): Tails {
  const { mean } = signedRankMoments(doubledRanks.length);
  // A quarter of the squared mid-ranks is the variance with ties and without.
  const variance = doubledRanks.reduce((sum, doubled) => sum + (doubled / 2) ** 2, 0) / 4;
  const deviation = Math.sqrt(variance);
  const distance = doubledSum / 2 - mean;
  return {
    lower: normalCdf((distance + 0.5) / deviation),
    upper: normalCdf(-(distance - 0.5) / deviation),
  };
}

/** Twice the rank of each value, ties sharing their mean rank: twice, so that it is whole. */
function doubledMidRanks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index);
  const at = (place: number) => values[order[place] as number] as number;
  order.sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Array<number>(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && at(last + 1) === at(first)) last++;
    for (let place = first; place <= last; place++) {
      ranks[order[place] as number] = first + 1 + last + 1;
    }
    first = last + 1;
  }
  return ranks;
}
