// The global `performance` is a getter that costs 0.15 µs a call; the imported object costs nothing.
import { performance } from 'node:perf_hooks';
import type { NextStart } from './arrivals.js';
import type { LoadConnection } from './connection.js';
import { createDispatcher, type Dispatcher } from './dispatch.js';

export interface OpenLoopOptions {
  readonly connections: readonly LoadConnection[];
  readonly nextStart: NextStart;
  readonly queueLimit: number;
  /** `performance.now()` at the start of the load. */
  readonly startAt: number;
  /** How long arrivals come. */
  readonly scheduledMs: number;
}

export interface LoopResult {
  readonly dispatcher: Dispatcher;
  /** Time of the event loop's turns in which something was done, in milliseconds; null if it did not spin. */
  readonly busyMs: number | null;
}

/** What is under way at the end of the arrivals is waited for so long, */
const DRAIN_MS = 30_000;
/** and so long when no connection is left to run it. */
const DRAIN_WITHOUT_CONNECTION_MS = 2_000;

/** A turn that took longer than this did something: an empty one takes 1 to 2 µs. */
const EMPTY_TURN_MS = 0.005;

/**
 * Starts every arrival at its intended time, whatever became of those before it. Node's timers tick
 * in milliseconds, so the event loop spins instead of sleeping: a chain of `setImmediate`, between
 * whose turns sockets are polled without waiting.
 */
export function runArrivals(options: OpenLoopOptions): Promise<LoopResult> {
  const { connections, nextStart, queueLimit, startAt, scheduledMs } = options;
  let next = nextStart();
  let busyMs = 0;
  let turnAt = performance.now();

  const dispatcher = createDispatcher({ connections, queueLimit, startAt, onEnded: admit });

  /** Lets in the arrivals that are due, in their order, before a connection becomes free. */
  function admit(now: number): void {
    while (next <= now) {
      const intended = next;
      next = nextStart();
      dispatcher.arrive(intended);
    }
  }

  return new Promise((resolve) => {
    function turn(): void {
      admit(performance.now() - startAt);
      const now = performance.now();
      if (now - turnAt > EMPTY_TURN_MS && now > startAt) busyMs += now - turnAt;
      turnAt = now;
      if (next < Number.POSITIVE_INFINITY || !isDrained(now - startAt)) setImmediate(turn);
      else resolve({ dispatcher, busyMs });
    }

    function isDrained(now: number): boolean {
      if (dispatcher.pending() === 0) return true;
      const nobodyLeft = dispatcher.inFlight() === 0 && dispatcher.usable() === 0;
      const patienceMs = nobodyLeft ? DRAIN_WITHOUT_CONNECTION_MS : DRAIN_MS;
      if (now < scheduledMs + patienceMs) return false;
      dispatcher.giveUp(`Not ended ${patienceMs / 1000} s after the last arrival`);
      return true;
    }

    turn();
  });
}
