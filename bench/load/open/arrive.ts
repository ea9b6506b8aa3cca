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
 * Between two turns of the event loop, spent looking at the clock alone. Each turn leaves some 100
 * bytes of garbage, and 800,000 turns a second had it collected 120 times a second, for 0.2 to 0.3 ms
 * each in which nothing was sent. It is as long as an answer may lie unread.
 */
const REST_MS = 0.008;

/** Looks at nothing for about a microsecond: each look at the clock leaves 16 bytes of garbage, too. */
const nothing = new Int32Array(new SharedArrayBuffer(4));
function pause(): void {
  for (let times = 0; times < 150; times++) Atomics.load(nothing, 0);
}

/**
 * Starts every arrival at its intended time, whatever became of those before it. Node's timers tick
 * in milliseconds, so this spins instead of sleeping: it looks at the clock, and every few microseconds
 * lets the event loop take a turn (`setImmediate`), which polls the sockets without waiting.
 */
export function runArrivals(options: OpenLoopOptions): Promise<LoopResult> {
  const { connections, nextStart, queueLimit, startAt, scheduledMs } = options;
  let next = nextStart();
  let busyMs = 0;
  let restedAt = performance.now();

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
      let now = performance.now();
      if (now - restedAt > EMPTY_TURN_MS && now > startAt) busyMs += now - restedAt;
      const restUntil = now + REST_MS;
      do {
        pause();
        const isDue = next <= now - startAt;
        if (isDue) admit(now - startAt);
        const after = performance.now();
        if (isDue) busyMs += after - now;
        now = after;
      } while (now < restUntil);
      restedAt = now;
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
