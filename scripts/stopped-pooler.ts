import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadOutcome } from '../bench/load/load.js';
import { quantilesOf } from '../bench/load/open/histogram.js';
import { runOpenLoop } from '../bench/load/open/run.js';
import type { LoadBucket, LoadQuantiles } from '../bench/result/load-parts.js';
import type { PooledServer } from './pooled-server.js';
import { readWork } from './tenant-reads.js';

/** Is corrected latency right? A pause whose effect on every arrival is known beforehand. */

const RATE_PER_SECOND = 1000;
const SECONDS = 10;
const STOP_AT_MS = 4000;
const STOP_MS = 1000;
const BUCKET_MS = 10;
/** Fewer than one arrival in a thousand: else as many sends meet the pause as p99.9 looks at. */
const CLIENTS = 8;

export interface StopFigures {
  readonly outcome: LoadOutcome;
  readonly stoppedMs: number;
  readonly drainPerSecond: number;
  readonly quantiles: readonly QuantileFigure[];
  readonly lateness: LoadQuantiles;
}

export interface QuantileFigure {
  readonly name: 'p99' | 'p99.9';
  readonly expectedNs: number;
  readonly correctedNs: number;
  readonly uncorrectedNs: number;
}

/**
 * Sends 1,000 reads a second at equal gaps for 10 s, and stops the pooler for 1 s of them (SIGSTOP).
 * Of 10,000 arrivals the 100th largest latency (p99) is that of the arrival 0.1 s into the pause: it
 * waits 0.9 s, and then until the 0.1 s x rate before it have been drained; p99.9 is the 10th's.
 */
export async function stopPooler({ pooler, pooled }: PooledServer): Promise<StopFigures> {
  const { pid } = pooler;
  if (pid === null) throw new Error('The pooler is not ours to stop');
  let stopping: Promise<number> | undefined;
  const outcome = await runOpenLoop({
    connections: [{ count: CLIENTS, settings: pooled, client: 'wire', work: readWork('none') }],
    arrivals: {
      process: 'constant',
      phases: [{ seconds: SECONDS, ratePerSecond: RATE_PER_SECOND }],
      seed: 1,
    },
    queueLimit: 2 * RATE_PER_SECOND,
    bucketMs: BUCKET_MS,
    decodeEvery: 20,
    signal: new AbortController().signal,
    onReady: () => {
      stopping = stopFor(pid);
    },
  });
  const stoppedMs = (await stopping) ?? 0;
  const drainPerSecond = drainRate(outcome.timeline);
  const corrected = quantilesOf(outcome.corrected ?? '');
  const uncorrected = quantilesOf(outcome.uncorrected);
  const lateness = quantilesOf(outcome.lateness ?? '');
  if (!corrected || !uncorrected || !lateness) throw new Error('No exchange succeeded');
  const expectedNs = (share: number) =>
    1e9 * (1 - share + share * (RATE_PER_SECOND / drainPerSecond));
  return {
    ...{ outcome, stoppedMs, drainPerSecond, lateness },
    quantiles: [
      {
        name: 'p99',
        expectedNs: expectedNs(0.1),
        correctedNs: corrected.p99Ns,
        uncorrectedNs: uncorrected.p99Ns,
      },
      {
        name: 'p99.9',
        expectedNs: expectedNs(0.01),
        correctedNs: corrected.p999Ns,
        uncorrectedNs: uncorrected.p999Ns,
      },
    ],
  };
}

async function stopFor(pid: number): Promise<number> {
  await sleep(STOP_AT_MS);
  const stoppedAt = performance.now();
  process.kill(pid, 'SIGSTOP');
  try {
    await sleep(STOP_MS);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  return performance.now() - stoppedAt;
}

/** Exchanges ended per second from the first after the pause until nobody waited any more. */
export function drainRate(timeline: readonly LoadBucket[]): number {
  const longest = longestPause(timeline);
  const drained = timeline.slice(longest.end).findIndex(({ queued }) => queued <= CLIENTS);
  const slices = timeline.slice(longest.end, longest.end + Math.max(1, drained));
  const ended = slices.reduce((sum, slice) => sum + slice.ended, 0);
  return ended / ((slices.length * BUCKET_MS) / 1000);
}

/** The longest time in which nothing ended; `end` is the first slice after it. */
function longestPause(timeline: readonly LoadBucket[]): { length: number; end: number } {
  let longest = { length: 0, end: 0 };
  let length = 0;
  for (const [at, { ended }] of timeline.entries()) {
    if (ended === 0) {
      length += 1;
    } else {
      if (length > longest.length) longest = { length, end: at };
      length = 0;
    }
  }
  return longest;
}
