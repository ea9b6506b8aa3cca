import type { ClosedLoopRequest, LoadOutcome, OpenLoopRequest } from '../load.js';
import { scheduledMs } from './arrivals.js';
import { share } from './split.js';
import { runThreads } from './threads.js';

/**
 * Load by rate: arrivals come when they were meant to, whether or not those before have ended
 * (Schroeder, Wierman and Harchol-Balter, "Open Versus Closed", NSDI 2006). Latency is measured
 * from the intended start, and beside it from the moment it was sent. Every arrival is completed,
 * failed or dropped; a lost connection is opened again, and arrivals wait meanwhile. Connections
 * that were refused from the start are left alone; with none at all there is no load, and
 * `connectErrors` says why.
 *
 * Client CPU is that of the turns of the event loop in which something was done; between them it spins.
 *
 * @throws {InterruptedError} when aborted; connections are then cut
 */
export function runOpenLoop(request: OpenLoopRequest): Promise<LoadOutcome> {
  const { arrivals, queueLimit } = request;
  return runThreads(request, {
    loop: 'open',
    scheduledMs: scheduledMs(arrivals),
    loopOf: (thread, threads) => ({
      kind: 'open',
      ...{ arrivals, thread, threads },
      queueLimit: share(queueLimit, thread, threads),
    }),
  });
}

/**
 * Load by number of clients: each starts its next exchange when its last has ended. It sleeps while it
 * waits, so client CPU is that of the work. In the timeline an exchange belongs to the slice it began
 * in. Connections are opened, lost and refused as in an open loop.
 *
 * @throws {InterruptedError} when aborted; connections are then cut
 */
export function runClosedLoad(request: ClosedLoopRequest): Promise<LoadOutcome> {
  const { clients, exchanges, seconds } = request;
  return runThreads(request, {
    loop: 'closed',
    scheduledMs: 0,
    loopOf: (thread, threads) => ({
      kind: 'closed',
      clients: clients === undefined ? undefined : share(clients, thread, threads),
      exchanges: share(exchanges, thread, threads),
      seconds,
    }),
  });
}
