import type { ContrastResult } from '../result/parts.js';
import { bcaOfMedian } from '../stats/bca.js';
import { median } from '../stats/quantiles.js';
import { type SignedRankInterval, signedRankInterval } from '../stats/signed-rank-interval.js';
import { signedRankTest } from '../stats/signed-rank-test.js';
import type { ArmBlock, CellBlocks } from './cell-blocks.js';

export const METRICS = ['p50', 'p75', 'serverCpu'] as const;
export type Metric = ContrastResult['metric'];

/** The two arms of a contrast, by name. */
export interface ArmPair {
  readonly treatment: string;
  readonly baseline: string;
}

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

/** ln(treatment / baseline) of a metric, one for each block in which both arms took part. */
export function blockLogRatios(cell: CellBlocks, arms: ArmPair, metric: Metric): number[] {
  return pairedValues(cell, arms, metric).map(([over, under]) => Math.log(over / under));
}

/**
 * The effect of treatment over baseline from the blocks in which both took part, or null when those
 * are fewer than two: one block tells nothing of its own error. Raw samples are never pooled over
 * blocks: each block counts once, since a block's connections share their luck with the scheduler.
 */
export function effectOf(cell: CellBlocks, arms: ArmPair, metric: Metric): Effect | null {
  const logRatios = blockLogRatios(cell, arms, metric);
  if (logRatios.length < 2) return null;
  const differences = pairedValues(cell, arms, metric).map(([over, under]) => over - under);
  return {
    logRatios,
    interval: signedRankInterval(logRatios),
    bca: logRatios.length < FEWEST_FOR_BCA ? null : bcaOfMedian(logRatios),
    differenceNs: median(differences),
    pValue: signedRankTest(logRatios).pValue,
  };
}

/** Treatment and baseline, in ns, of each block in which both took part. */
export function pairedValues(cell: CellBlocks, arms: ArmPair, metric: Metric): [number, number][] {
  return cell.blocks.flatMap((block): [number, number][] => {
    const over = metricOf(block.get(arms.treatment), metric);
    const under = metricOf(block.get(arms.baseline), metric);
    return over === null || under === null ? [] : [[over, under]];
  });
}

/** Null where the arm took no part, or the value can't be had; a clock too coarse reads 0. */
function metricOf(block: ArmBlock | undefined, metric: Metric): number | null {
  if (!block) return null;
  const value = { p50: block.p50Ns, p75: block.p75Ns, serverCpu: block.serverCpuNs }[metric];
  return value !== null && value > 0 ? value : null;
}
