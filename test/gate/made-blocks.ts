import type { GateTry } from '../../bench/result/gate-parts.js';
import type { BlockRecord, JournalRecord } from '../../bench/result/journal.js';
import { type Draws, seededDraws } from '../../scripts/synthetic-draws.js';
import { madeArms, SCENARIO } from './made-facts.js';

/** Blocks of a gate whose truth is known. */
export interface MadeTry {
  readonly kind?: GateTry['kind'];
  readonly cells: GateTry['cells'];
  /** Most blocks a cell. */
  readonly blocks: number;
  /** What head truly takes of what base takes, by cell; 1 where it is the same. */
  readonly head?: number | ((cell: GateTry['cells'][number]) => number);
  /** What base's second clone truly takes of what base takes. */
  readonly again?: number;
  readonly noise?: Noise;
  /** Without it, server CPU reads null. */
  readonly cpu?: boolean;
  /** p50 of base, in ns; server CPU is half of it. */
  readonly baseNs?: number;
}

/** How blocks stray on the log scale. */
export interface Noise {
  /** Robust SD of a block's log-ratio. */
  readonly sd: number;
  /** Share of log-ratios of which an arm is 5 to 20% off, mostly dearer: a core that others used too. */
  readonly offShare: number;
}

/** Pinned, as measured: docs of the method. */
export const PINNED: Noise = { sd: 0.0035, offShare: 0.1 };
/** Not pinned. */
export const ROUGH: Noise = { sd: 0.016, offShare: 0.1 };

/** All tenants of some operations. */
export function madeCells(...operations: string[]): GateTry['cells'] {
  return operations.flatMap((operation) =>
    (['whale', 'median', 'tiny'] as const).map((tenant) => ({ operation, tenant })),
  );
}

/** A try's record and its blocks, pass by pass, until `isEnough`, which is asked after each pass. */
export function madeTry(
  made: MadeTry,
  draws: Draws = seededDraws(1),
  isEnough: (blocks: readonly BlockRecord[]) => boolean = () => false,
): JournalRecord[] {
  const { kind = 'first', cells, blocks } = made;
  const records: BlockRecord[] = [];
  for (let block = 0; block < blocks && !isEnough(records); block++) {
    records.push(...cells.map((cell) => madeBlock(made, cell, block, draws)));
  }
  return [{ type: 'try', try: { kind, scenario: SCENARIO, cells } }, ...records];
}

function madeBlock(
  { head = 1, again = 1, noise = PINNED, cpu = true, baseNs = 200_000 }: MadeTry,
  cell: GateTry['cells'][number],
  block: number,
  draws: Draws,
): BlockRecord {
  const drift = Math.exp(0.1 * draws.normal());
  const armOf = (truth: number) => {
    const luck = draws.uniform() < noise.offShare / 2 ? 0.05 + 0.15 * draws.uniform() : 0;
    const off = draws.uniform() < 0.8 ? luck : -luck;
    // Two arms make a ratio, and each brings its half of the variance.
    const stray = () => Math.exp(off + (noise.sd / Math.SQRT2) * draws.normal());
    const p50 = baseNs * drift * truth * stray();
    const p75 = Math.max(p50, 1.15 * baseNs * drift * truth * stray());
    // Five sorted samples: the third is their median, the fourth their p75.
    const latencyNs = [0.9 * p50, 0.95 * p50, p50, p75, 3 * p75].map(Math.round);
    return { latencyNs, serverCpuNs: cpu ? 0.5 * baseNs * truth * stray() : null };
  };
  const arms = madeArms();
  const truth = typeof head === 'number' ? head : head(cell);
  return {
    type: 'block',
    scenario: SCENARIO,
    ...cell,
    concurrency: 1,
    block,
    at: '2026-01-02T03:04:05.000Z',
    arms: { [arms.base]: armOf(1), [arms.again]: armOf(again), [arms.head]: armOf(truth) },
  };
}
