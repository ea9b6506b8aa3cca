import type { LoadBucket } from '../../result/load-parts.js';
import { quantileOfSorted, sortAscending } from '../../stats/quantiles.js';
import { COMPLETED, DROPPED, FAILED, type LogChunk, WAITED } from './log.js';

interface Slice {
  intended: number;
  completed: number;
  failed: number;
  dropped: number;
  ended: number;
  readonly latencyMs: number[];
  readonly uncorrectedMs: number[];
}

/** A load cut in slices of time: what was intended in each, what became of it, and how many waited. */
export function timelineOf(chunks: readonly LogChunk[], bucketMs: number): LoadBucket[] {
  const slices: Slice[] = [];
  const joinedAt: number[] = [];
  const leftAt: number[] = [];

  function sliceAt(ms: number): Slice {
    // A timer may fire a little early: a load can begin just before its start.
    const at = Math.max(0, Math.floor(ms / bucketMs));
    while (slices.length <= at) slices.push(newSlice());
    return slices[at] as Slice;
  }

  for (const { length, intended, sent, ended, fate } of chunks) {
    for (let at = 0; at < length; at++) {
      const start = intended[at] as number;
      const send = sent[at] as number;
      const end = ended[at] as number;
      const slice = sliceAt(start);
      slice.intended += 1;
      const outcome = (fate[at] as number) & ~WAITED;
      if (outcome === DROPPED) slice.dropped += 1;
      if (outcome === FAILED) slice.failed += 1;
      if (outcome === COMPLETED) {
        slice.completed += 1;
        slice.latencyMs.push(end - start);
        slice.uncorrectedMs.push(end - send);
      }
      if (!Number.isNaN(end)) sliceAt(end).ended += 1;
      if ((fate[at] as number) & WAITED) {
        joinedAt.push(start);
        leftAt.push(Number.isNaN(send) ? Number.POSITIVE_INFINITY : send);
      }
    }
  }
  const queued = deepestQueues(sortAscending(joinedAt), sortAscending(leftAt), {
    slices: slices.length,
    bucketMs,
  });
  return slices.map((slice, at) => bucketOf(slice, at * bucketMs, queued[at] ?? 0));
}

/** Most that waited at once in each slice; who joins at the same moment as another leaves comes first. */
function deepestQueues(
  joinedAt: Float64Array,
  leftAt: Float64Array,
  { slices, bucketMs }: { readonly slices: number; readonly bucketMs: number },
): number[] {
  let joined = 0;
  let left = 0;
  return Array.from({ length: slices }, (_, slice) => {
    const endMs = (slice + 1) * bucketMs;
    let deepest = joined - left;
    for (;;) {
      const nextJoin = joinedAt[joined] ?? Number.POSITIVE_INFINITY;
      const nextLeave = leftAt[left] ?? Number.POSITIVE_INFINITY;
      if (Math.min(nextJoin, nextLeave) >= endMs) return deepest;
      if (nextJoin <= nextLeave) joined += 1;
      else left += 1;
      deepest = Math.max(deepest, joined - left);
    }
  });
}

function bucketOf(slice: Slice, atMs: number, queued: number): LoadBucket {
  const { intended, completed, failed, dropped, ended } = slice;
  const latency = sortAscending(slice.latencyMs);
  const uncorrected = sortAscending(slice.uncorrectedMs);
  return {
    ...{ atMs, intended, completed, failed, dropped, ended, queued },
    p50Ns: quantileNs(latency, 0.5),
    p99Ns: quantileNs(latency, 0.99),
    maxNs: quantileNs(latency, 1),
    uncorrectedP99Ns: quantileNs(uncorrected, 0.99),
  };
}

function quantileNs(sortedMs: Float64Array, probability: number): number | null {
  if (sortedMs.length === 0) return null;
  return Math.round(quantileOfSorted(sortedMs, probability) * 1e6);
}

function newSlice(): Slice {
  return {
    intended: 0,
    completed: 0,
    failed: 0,
    dropped: 0,
    ended: 0,
    latencyMs: [],
    uncorrectedMs: [],
  };
}
