import { type LoadedKind, loadedKind } from '../plan/kind.js';
import type { BlockRecord } from '../result/journal.js';
import { quantileOfSorted, sortAscending } from '../stats/quantiles.js';

/** Where numbers were made: one operation of one scenario, for one tenant, at one concurrency. */
export type CellKey = Pick<BlockRecord, 'scenario' | 'operation' | 'tenant' | 'concurrency'>;

/** One arm over one block, summed up: all that effects are made from. */
export interface ArmBlock {
  readonly p50Ns: number;
  readonly p75Ns: number;
  readonly serverCpuNs: number | null;
  /** Of its PgBouncer; undefined without one. */
  readonly poolerCpuNs?: number | null;
  /** Null in a journal that counted no plans. */
  readonly planKind: LoadedKind | null;
}

/** A cell with its blocks in the order they were made; each block maps arms to what they took. */
export interface CellBlocks {
  readonly key: CellKey;
  readonly records: readonly BlockRecord[];
  readonly blocks: readonly ReadonlyMap<string, ArmBlock>[];
}

/** Groups block records by cell, cells in the order in which they first appear. */
export function groupByCell(records: readonly BlockRecord[]): CellBlocks[] {
  const byCell = new Map<string, BlockRecord[]>();
  for (const record of records) {
    const name = cellName(record);
    const group = byCell.get(name);
    if (group) group.push(record);
    else byCell.set(name, [record]);
  }
  return [...byCell.values()].map((group) => {
    const { scenario, operation, tenant, concurrency } = group[0] as BlockRecord;
    const key = { scenario, operation, tenant, concurrency };
    return { key, records: group, blocks: group.map(armBlocks) };
  });
}

/** A cell's name, unique within a run. */
export function cellName({ scenario, operation, tenant, concurrency }: CellKey): string {
  return JSON.stringify([scenario, operation, tenant, concurrency]);
}

/** In how many of the cell's blocks each arm took part. */
export function blocksByArm({ blocks }: CellBlocks): Map<string, number> {
  const counts = new Map<string, number>();
  for (const block of blocks) {
    for (const arm of block.keys()) counts.set(arm, (counts.get(arm) ?? 0) + 1);
  }
  return counts;
}

/** An arm without a sample in a block took no part in it. */
function armBlocks({ arms, concurrency }: BlockRecord): Map<string, ArmBlock> {
  const blocks = new Map<string, ArmBlock>();
  for (const [
    arm,
    { latencyNs, serverCpuNs, poolerCpuNs, genericPlans, customPlans },
  ] of Object.entries(arms)) {
    if (latencyNs.length === 0) continue;
    const sorted = sortAscending(latencyNs);
    blocks.set(arm, {
      p50Ns: quantileOfSorted(sorted, 0.5),
      p75Ns: quantileOfSorted(sorted, 0.75),
      serverCpuNs,
      ...(poolerCpuNs === undefined ? {} : { poolerCpuNs }),
      planKind:
        genericPlans === undefined || customPlans === undefined
          ? null
          : loadedKind({ genericPlans, customPlans }, concurrency),
    });
  }
  return blocks;
}
