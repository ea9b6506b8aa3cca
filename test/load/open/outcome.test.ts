import { expect, test } from 'vitest';
import { encodeHistogram, quantilesOf } from '../../../bench/load/open/histogram.js';
import {
  COMPLETED,
  createLog,
  DROPPED,
  FAILED,
  type LogChunk,
  WAITED,
} from '../../../bench/load/open/log.js';
import { outcomeOf } from '../../../bench/load/open/outcome.js';
import { timelineOf } from '../../../bench/load/open/timeline.js';

type Row = readonly [intended: number, sent: number, ended: number, fate: number];

function chunksOf(rows: readonly Row[]): LogChunk[] {
  const log = createLog();
  for (const row of rows) log.add(...row);
  return log.chunks();
}

function recordOf(rows: readonly Row[], cpuNs = 0) {
  return {
    chunks: chunksOf(rows),
    errors: [{ kind: 'connection', sqlState: '', message: 'gone', count: 1 }],
    connected: 2,
    connectMs: [1, 3],
    connectErrors: [],
    cpuNs,
  };
}

const NONE = Number.NaN;
const facts = {
  loop: 'open',
  scheduledMs: 300,
  bucketMs: 100,
  startedAt: new Date(0),
  clientBytes: 5,
} as const;

const first: Row[] = [
  [0, 0.5, 10.5, COMPLETED],
  [50, 150, 160, COMPLETED + WAITED],
  [60, NONE, NONE, DROPPED],
];
const second: Row[] = [
  [55, 170, 175, FAILED + WAITED],
  [100, 103, 113, COMPLETED],
  [250, 250, NONE, FAILED],
];

test('the outcome of threads is that of all their arrivals', () => {
  const outcome = outcomeOf([recordOf(first, 7), recordOf(second, 8)], facts);
  expect(outcome).toMatchObject({
    ...{ threads: 2, connected: 4, intended: 6, completed: 3, failed: 2, dropped: 1 },
    ...{ queued: 2, late: 1, seconds: 0.3, clientCpuNs: 15, clientBytes: 5 },
    errors: [{ kind: 'connection', sqlState: '', message: 'gone', count: 2 }],
  });
  const corrected = quantilesOf(outcome.corrected ?? '');
  expect(corrected?.samples).toBe(3);
  expect((corrected?.maxNs ?? 0) / 110e6).toBeCloseTo(1, 2);
  expect((quantilesOf(outcome.uncorrected)?.maxNs ?? 0) / 10e6).toBeCloseTo(1, 2);
  // Of those that found a connection free: 0.5, 3 and 0 ms.
  expect(quantilesOf(outcome.lateness ?? '')?.samples).toBe(3);
  expect(quantilesOf(outcome.connectTime)?.samples).toBe(4);
});

test('of a closed loop there is one latency, and it has the wait for a connection in it', () => {
  const outcome = outcomeOf([recordOf(first)], { ...facts, loop: 'closed', scheduledMs: 0 });
  expect(outcome.corrected).toBeNull();
  expect(outcome.lateness).toBeNull();
  expect(outcome.late).toBe(0);
  expect((quantilesOf(outcome.uncorrected)?.maxNs ?? 0) / 110e6).toBeCloseTo(1, 2);
  expect(outcome.seconds).toBeCloseTo(0.16, 6);
});

test('a slice has the arrivals meant for it, those that ended in it, and the deepest queue', () => {
  const slices = timelineOf([...chunksOf(first), ...chunksOf(second)], 100);
  expect(slices).toMatchObject([
    { atMs: 0, intended: 4, completed: 2, failed: 1, dropped: 1, ended: 1, queued: 2 },
    { atMs: 100, intended: 1, completed: 1, failed: 0, dropped: 0, ended: 3, queued: 2 },
    { atMs: 200, intended: 1, completed: 0, failed: 1, dropped: 0, ended: 0, queued: 0 },
  ]);
  expect(slices[0]?.maxNs).toBe(110e6);
  expect(slices[0]?.uncorrectedP99Ns).toBeCloseTo(10e6, -2);
  expect(slices[2]?.p50Ns).toBeNull();
});

test('a log keeps what was added, also beyond one chunk', () => {
  const rows = Array.from({ length: 40_000 }, (_, at): Row => [at, at, at + 1, COMPLETED]);
  const chunks = chunksOf(rows);
  expect(chunks.length).toBeGreaterThan(1);
  const intended = chunks.flatMap((chunk) => [...chunk.intended.subarray(0, chunk.length)]);
  expect(intended).toEqual(rows.map(([at]) => at));
});

test('quantiles of a histogram are within a thousandth; an empty one has none', () => {
  const times = Array.from({ length: 1000 }, (_, at) => at + 1);
  const quantiles = quantilesOf(encodeHistogram(times));
  expect(quantiles?.samples).toBe(1000);
  expect((quantiles?.p50Ns ?? 0) / 500e6).toBeCloseTo(1, 2);
  expect((quantiles?.p99Ns ?? 0) / 990e6).toBeCloseTo(1, 2);
  expect((quantiles?.meanNs ?? 0) / 500.5e6).toBeCloseTo(1, 2);
  expect((quantiles?.maxNs ?? 0) / 1000e6).toBeCloseTo(1, 2);
  expect(quantilesOf(encodeHistogram([]))).toBeNull();
});
