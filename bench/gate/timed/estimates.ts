import { type CellBlocks, type CellKey, groupByCell } from '../../estimate/cell-blocks.js';
import { type ArmPair, METRICS, type Metric, pairedValues } from '../../estimate/effect.js';
import type { GateFacts, GatePair } from '../../result/gate-parts.js';
import type { BlockRecord } from '../../result/journal.js';
import { TENANT_NAMES } from '../../scenario/scenario.js';
import { median } from '../../stats/quantiles.js';
import { type SignedRankInterval, signedRankInterval } from '../../stats/signed-rank-interval.js';

/** A pair that is timed: on base, on a second clone of base, and on head. */
export type TimedPair = { readonly [key in keyof GatePair]: NonNullable<GatePair[key]> };

/** One arm over another in one cell and metric. */
export interface PairedEffect {
  /** ln(treatment / baseline), one for each block in which both took part. */
  readonly logRatios: readonly number[];
  readonly interval: SignedRankInterval;
  /** Medians over the same blocks: of each arm, and of treatment minus baseline. */
  readonly treatmentNs: number;
  readonly baselineNs: number;
  readonly differenceNs: number;
}

/** What the blocks say of one metric of one timed cell. */
export interface TimingEstimate {
  readonly pair: TimedPair;
  readonly tenant: CellKey['tenant'];
  readonly metric: Metric;
  /** Head over base. */
  readonly effect: PairedEffect;
  /** A second clone of base over base: what is not there. Null where it has fewer than two blocks. */
  readonly control: PairedEffect | null;
}

/** The pairs of a gate that are timed. */
export function timedPairs({ pairs }: Pick<GateFacts, 'pairs'>): TimedPair[] {
  return pairs.flatMap(({ base, again, head, ...pair }) =>
    base === null || again === null || head === null ? [] : [{ ...pair, base, again, head }],
  );
}

/**
 * Every timed cell and metric of the blocks: in the order of the gate's pairs, of tenants and of METRICS.
 * One without two blocks that hold both base and head has no estimate: server CPU, for example, where
 * it can't be read.
 */
export function estimateTimings(
  blocks: readonly BlockRecord[],
  gate: Pick<GateFacts, 'pairs'>,
): TimingEstimate[] {
  const cells = groupByCell(blocks);
  return timedPairs(gate).flatMap((pair) =>
    TENANT_NAMES.flatMap((tenant) => {
      const cell = cells.find(({ key }) => isOf(key, pair) && key.tenant === tenant);
      return cell ? METRICS.flatMap((metric) => estimateOne(cell, pair, metric)) : [];
    }),
  );
}

function estimateOne(cell: CellBlocks, pair: TimedPair, metric: Metric): TimingEstimate[] {
  const { base: baseline, again, head } = pair;
  const effect = pairedEffect(cell, { treatment: head, baseline }, metric);
  if (!effect) return [];
  const control = pairedEffect(cell, { treatment: again, baseline }, metric);
  return [{ pair, tenant: cell.key.tenant, metric, effect, control }];
}

/** Null where fewer than two blocks hold both arms: one block tells nothing of its own error. */
function pairedEffect(cell: CellBlocks, arms: ArmPair, metric: Metric): PairedEffect | null {
  const pairs = pairedValues(cell, arms, metric);
  if (pairs.length < 2) return null;
  const logRatios = pairs.map(([over, under]) => Math.log(over / under));
  return {
    logRatios,
    interval: signedRankInterval(logRatios),
    treatmentNs: median(pairs.map(([over]) => over)),
    baselineNs: median(pairs.map(([, under]) => under)),
    differenceNs: median(pairs.map(([over, under]) => over - under)),
  };
}

function isOf(key: CellKey, { scenario, operation }: TimedPair): boolean {
  return key.scenario === scenario && key.operation === operation;
}
