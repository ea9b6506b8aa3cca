import type { ContrastResult } from '../result/parts.js';
import { bcaOfMedian } from '../stats/bca.js';
import { median } from '../stats/quantiles.js';
import { type SignedRankInterval, signedRankInterval } from '../stats/signed-rank-interval.js';
import { signedRankTest } from '../stats/signed-rank-test.js';
import type { ArmBlock, CellBlocks } from './cell-blocks.js';

export const METRICS = ['p50', 'p75', 'serverCpu'] as const;
export type Metric = ContrastResult['metric'];

/** What one contrast shows in one cell, by itself: before other contrasts are looked at. */
export interface Effect {
  /** ln(treatment / baseline), one a block. */
  readonly logRatios: readonly number[];
  readonly interval: SignedRankInterval;
  /** Cross-check on the log scale; null where there are too few blocks for a 95% interval. */
  readonly bca: { readonly low: number; readonly high: number } | null;
  /** Median over blocks of treatment minus baseline. */
  readonly differenceNs: number;
  /** Two-sided p of "no difference", unadjusted. */
  readonly pValue: number;
}

const FEWEST_FOR_BCA = 6;

/**
 * The effect of treatment over baseline from the blocks in which both took part, or null when those
 * are fewer than two: one block tells nothing of its own error. Raw samples are never pooled over
 * blocks: each block counts once, since a block's connections share their luck with the scheduler.
 */
export function effectOf(
  cell: CellBlocks,
  arms: { readonly treatment: string; readonly baseline: string },
  metric: Metric,
): Effect | null {
  const logRatios: number[] = [];
  const differences: number[] = [];
  for (const block of cell.blocks) {
    const treatment = metricOf(block.get(arms.treatment), metric);
    const baseline = metricOf(block.get(arms.baseline), metric);
    if (treatment === null || baseline === null) continue;
    logRatios.push(Math.log(treatment / baseline));
    differences.push(treatment - baseline);
  }
  if (logRatios.length < 2) return null;
  return {
    logRatios,
    interval: signedRankInterval(logRatios),
    bca: logRatios.length < FEWEST_FOR_BCA ? null : bcaOfMedian(logRatios),
    differenceNs: median(differences),
    pValue: signedRankTest(logRatios).pValue,
  };
}

/** Null where the arm took no part, or the value can't be had; a clock too coarse reads 0. */
function metricOf(block: ArmBlock | undefined, metric: Metric): number | null {
  if (!block) return null;
  const value = { p50: block.p50Ns, p75: block.p75Ns, serverCpu: block.serverCpuNs }[metric];
  return value !== null && value > 0 ? value : null;
}
