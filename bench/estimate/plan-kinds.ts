import type { LoadedKind } from '../plan/kind.js';
import type { CellBlocks } from './cell-blocks.js';
import type { ArmPair } from './effect.js';

/** In how many blocks two arms did not run plans of one and the same kind. */
export interface KindsApart {
  /** Blocks of both arms with counted plans. */
  readonly counted: number;
  readonly apart: number;
  /** The kinds of treatment and baseline in those blocks, most frequent first. */
  readonly pairs: readonly {
    readonly treatment: LoadedKind;
    readonly baseline: LoadedKind;
    readonly blocks: number;
  }[];
}

/**
 * Compares the kinds of plan of two arms block by block: apart are blocks in which they differ, or in
 * which an arm is mixed. Null where the journal counted no plans.
 */
export function kindsApart({ blocks }: CellBlocks, arms: ArmPair): KindsApart | null {
  const pairs = new Map<string, KindsApart['pairs'][number]>();
  let counted = 0;
  for (const block of blocks) {
    const treatment = block.get(arms.treatment)?.planKind ?? null;
    const baseline = block.get(arms.baseline)?.planKind ?? null;
    if (treatment === null || baseline === null) continue;
    counted += 1;
    if (treatment === baseline && treatment !== 'mixed') continue;
    const key = `${treatment} ${baseline}`;
    pairs.set(key, { treatment, baseline, blocks: (pairs.get(key)?.blocks ?? 0) + 1 });
  }
  if (counted === 0) return null;
  const sorted = [...pairs.values()].sort((a, b) => b.blocks - a.blocks);
  return { counted, apart: sorted.reduce((sum, { blocks }) => sum + blocks, 0), pairs: sorted };
}
