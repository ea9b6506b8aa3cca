import { type RandomSource, shuffle } from '../load/random.js';
import { median } from '../stats/quantiles.js';

/** What is timed, by name: does it once and returns how long it took. */
export type TimedWork = ReadonlyMap<string, () => Promise<number>>;

/** Work on connections of a block's own. */
export interface OpenedWork {
  readonly work: TimedWork;
  readonly close: () => Promise<void>;
}

export interface InterleavedRequest {
  readonly blocks: number;
  readonly roundsPerBlock: number;
  readonly random: RandomSource;
  readonly signal: AbortSignal;
  /** Called once a block: a backend keeps a bias for life. */
  readonly open: (random: RandomSource) => Promise<OpenedWork>;
}

/** Rounds whose times are left out: plans and caches of the new connections are made in them. */
const WARM_ROUNDS = 2;

/**
 * Times works against each other as arms are: in each round all of them once, in random order, in
 * blocks on connections of their own.
 *
 * @returns the median of each block by the name of the work, in ns; of whole blocks only
 */
export async function timeInterleaved(
  request: InterleavedRequest,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { blocks, roundsPerBlock, random, signal, open } = request;
  const medians = new Map<string, number[]>();
  for (let block = 0; block < blocks && !signal.aborted; block++) {
    const { work, close } = await open(random);
    try {
      const times = new Map<string, number[]>([...work.keys()].map((name) => [name, []]));
      for (let round = -WARM_ROUNDS; round < roundsPerBlock && !signal.aborted; round++) {
        for (const [name, once] of shuffle([...work], random)) {
          const elapsedNs = await once();
          if (round >= 0) times.get(name)?.push(elapsedNs);
        }
      }
      if (signal.aborted) break;
      for (const [name, taken] of times) {
        medians.set(name, [...(medians.get(name) ?? []), median(taken)]);
      }
    } finally {
      await close();
    }
  }
  return medians;
}

/** Blocks and rounds of a probe: as few as give a median its interval where time is short. */
export function probeBlocks(cells: 'telling' | 'quick' | 'all'): {
  readonly blocks: number;
  readonly roundsPerBlock: number;
} {
  return cells === 'telling'
    ? { blocks: 6, roundsPerBlock: 15 }
    : { blocks: 12, roundsPerBlock: 20 };
}
