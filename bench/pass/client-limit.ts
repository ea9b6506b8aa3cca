import { availableParallelism } from 'node:os';
import type { LoadOutcome } from '../load/load.js';
import { quantilesOf } from '../load/open/histogram.js';
import type { ClosedLoad, OpenLoad } from './point.js';

/** Exchanges a second that one thread sends with room to spare: it makes about 25,000 at most. */
const PER_THREAD_PER_SECOND = 10_000;

/**
 * Threads for a load: one, unless the highest rate of an open loop is more than one can send and there
 * are cores for more. A thread spins on a core of its own, and one core is left to all others. While we
 * are held to one core there is no other.
 *
 * @param cores that this process may use
 */
export function threadsFor(load: ClosedLoad | OpenLoad, cores = availableParallelism()): number {
  if (load.loop === 'closed') return 1;
  const highest = Math.max(...load.arrivals.phases.map(({ ratePerSecond }) => ratePerSecond));
  const wanted = Math.ceil(highest / PER_THREAD_PER_SECOND);
  return Math.max(1, Math.min(wanted, cores - 1));
}

/** A thread that is busy for more of its time than this is what a load waits for. */
const BUSY_SHARE = 0.9;
/** Sends that are later than this are late by our own doing: a connection was free. */
const LATE_NS = 1e6;

/** What a reader has to know of the threads that made a load, in whole sentences; '' for nothing. */
export function threadsNote(outcome: LoadOutcome, loop: 'open' | 'closed'): string {
  const { threads } = outcome;
  const who = threads === 1 ? '1 thread that' : `${threads} threads, each of which`;
  const sent = loop === 'open' ? [`Sent by ${who} spins on a core.`] : [];
  return [...sent, ...limitNote(outcome)].join(' ');
}

function limitNote({ threads, seconds, clientCpuNs, lateness }: LoadOutcome): string[] {
  const busy = seconds > 0 ? clientCpuNs / (threads * seconds * 1e9) : 0;
  const lateNs = lateness === null ? 0 : (quantilesOf(lateness)?.p99Ns ?? 0);
  const signs = [
    ...(busy > BUSY_SHARE ? [`busy for ${Math.round(Math.min(1, busy) * 100)}% of the time`] : []),
    ...(lateNs > LATE_NS ? [`${(lateNs / 1e6).toFixed(1)} ms late with its sends (p99)`] : []),
  ];
  return signs.length === 0 ? [] : [`Our client was the limit: it was ${signs.join(' and ')}.`];
}
