import type { LoadOutcome } from '../load.js';
import { mergeErrors } from './error-counts.js';
import { encodeHistogram } from './histogram.js';
import { COMPLETED, DROPPED, FAILED, type LogChunk, WAITED } from './log.js';
import type { ThreadRecord } from './messages.js';
import { timelineOf } from './timeline.js';

export interface LoadFacts {
  readonly loop: 'open' | 'closed';
  /** How long arrivals were to come; 0 where that was not said, of a closed loop. */
  readonly scheduledMs: number;
  readonly bucketMs: number;
  readonly startedAt: Date;
  readonly clientBytes: number;
}

/** An arrival sent later than this, though a connection was free, was late. */
const LATE_MS = 1;

/** What all threads saw together, as one outcome. Pure. */
export function outcomeOf(records: readonly ThreadRecord[], facts: LoadFacts): LoadOutcome {
  const chunks = records.flatMap((record) => record.chunks);
  const open = facts.loop === 'open';
  const counts = countsOf(chunks);
  const timesOf = (from: 'intended' | 'sent') => encodeHistogram(latencies(chunks, from));
  return {
    threads: records.length,
    startedAt: facts.startedAt.toISOString(),
    seconds: Math.max(facts.scheduledMs, counts.lastEndedMs) / 1000,
    connected: sum(records.map((record) => record.connected)),
    intended: counts.intended,
    completed: counts.completed,
    failed: counts.failed,
    dropped: counts.dropped,
    queued: counts.queued,
    late: open ? counts.late : 0,
    corrected: open ? timesOf('intended') : null,
    // Clients that share connections wait for one; that is part of what they see.
    uncorrected: timesOf(open ? 'sent' : 'intended'),
    lateness: open ? encodeHistogram(latenesses(chunks)) : null,
    connectTime: encodeHistogram(records.flatMap((record) => record.connectMs)),
    errors: mergeErrors(records.map((record) => record.errors)),
    connectErrors: mergeErrors(records.map((record) => record.connectErrors)),
    clientCpuNs: sum(records.map((record) => record.cpuNs)),
    clientBytes: facts.clientBytes,
    timeline: timelineOf(chunks, facts.bucketMs),
  };
}

function countsOf(chunks: readonly LogChunk[]) {
  const counts = { intended: 0, completed: 0, failed: 0, dropped: 0, queued: 0, late: 0 };
  let lastEndedMs = 0;
  for (const { length, ended, fate } of chunks) {
    counts.intended += length;
    for (let at = 0; at < length; at++) {
      const outcome = (fate[at] as number) & ~WAITED;
      if (outcome === COMPLETED) counts.completed += 1;
      if (outcome === FAILED) counts.failed += 1;
      if (outcome === DROPPED) counts.dropped += 1;
      if ((fate[at] as number) & WAITED) counts.queued += 1;
      if ((ended[at] as number) > lastEndedMs) lastEndedMs = ended[at] as number;
    }
  }
  for (const ms of latenesses(chunks)) if (ms > LATE_MS) counts.late += 1;
  return { ...counts, lastEndedMs };
}

/** Latencies of the exchanges that succeeded. */
function* latencies(chunks: readonly LogChunk[], from: 'intended' | 'sent'): Generator<number> {
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at++) {
      const succeeded = ((chunk.fate[at] as number) & ~WAITED) === COMPLETED;
      if (succeeded) yield (chunk.ended[at] as number) - (chunk[from][at] as number);
    }
  }
}

/** How late arrivals were sent that found a connection free, whatever became of them. */
function* latenesses(chunks: readonly LogChunk[]): Generator<number> {
  for (const { length, intended, sent, fate } of chunks) {
    for (let at = 0; at < length; at++) {
      const found = fate[at] === COMPLETED || fate[at] === FAILED;
      if (found) yield (sent[at] as number) - (intended[at] as number);
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
