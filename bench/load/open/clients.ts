// The global `performance` is a getter that costs 0.15 µs a call; the imported object costs nothing.
import { performance } from 'node:perf_hooks';
import type { LoopResult } from './arrive.js';
import type { LoadConnection } from './connection.js';
import { createDispatcher } from './dispatch.js';

export interface ClosedLoadOptions {
  readonly connections: readonly LoadConnection[];
  /** Clients that share the connections; undefined: each connection is a client's own. */
  readonly clients: number | undefined;
  readonly exchanges: number;
  readonly seconds: number;
  /** `performance.now()` at the start of the load. */
  readonly startAt: number;
}

/** What is under way at the end is waited for so long. */
const DRAIN_MS = 30_000;

/**
 * Each client starts its next exchange when its last has ended, until enough were started or the time
 * is over. It sleeps while nothing comes. A client that shares connections asks for one as soon as its
 * exchange ended; one with a connection of its own when that can be used again.
 */
export function runClients(options: ClosedLoadOptions): Promise<LoopResult> {
  const { connections, clients, exchanges, seconds, startAt } = options;
  const endsAt = seconds * 1000;
  let started = 0;

  return new Promise((resolve) => {
    function startNext(now: number): void {
      if (started < exchanges && now < endsAt) {
        started += 1;
        dispatcher.arrive(now);
      }
    }

    function onEnded(now: number): void {
      if (clients !== undefined) startNext(now);
      const noMoreComes = started >= exchanges || now >= endsAt;
      if (noMoreComes && dispatcher.pending() === 0) end();
    }

    const dispatcher = createDispatcher({
      connections,
      queueLimit: Number.POSITIVE_INFINITY,
      startAt,
      onEnded,
      ...(clients === undefined ? { onReleased: startNext } : {}),
    });

    function end(): void {
      clearTimeout(noMore);
      clearTimeout(giveUp);
      resolve({ dispatcher, busyMs: null });
    }

    const begunMs = performance.now() - startAt;
    const noMore = setTimeout(() => {
      if (dispatcher.pending() === 0) end();
    }, endsAt - begunMs);
    const giveUp = setTimeout(
      () => {
        dispatcher.giveUp(`Not ended ${DRAIN_MS / 1000} s after the end of the load`);
        end();
      },
      endsAt - begunMs + DRAIN_MS,
    );
    const wanted = Math.min(clients ?? connections.length, exchanges);
    for (let client = 0; client < wanted; client++) startNext(performance.now() - startAt);
  });
}
