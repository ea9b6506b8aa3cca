import type { LoadRequest } from '../load.js';
import type { ThreadConnections, ThreadLoop, ThreadRequest } from './messages.js';

/** Connections that are opened at the same time, by all threads together. */
const OPEN_AT_ONCE = 16;

/** How many threads a load is given: what was asked for, but none without a connection. */
function threadsOf(request: LoadRequest): number {
  const connections = request.connections.reduce((sum, { count }) => sum + count, 0);
  return Math.max(1, Math.min(request.threads ?? 1, connections));
}

/** The parts of a load; together they are the whole, connections dealt out like cards. */
export function split(
  request: LoadRequest,
  loopOf: (thread: number, threads: number) => ThreadLoop,
): ThreadRequest[] {
  const threads = threadsOf(request);
  return Array.from({ length: threads }, (_, thread) => ({
    connections: connectionsOf(request, thread, threads),
    decodeEvery: request.decodeEvery,
    openAtOnce: Math.max(1, Math.floor(OPEN_AT_ONCE / threads)),
    loop: loopOf(thread, threads),
  }));
}

function connectionsOf(request: LoadRequest, thread: number, threads: number): ThreadConnections[] {
  let before = 0;
  return request.connections.map((alike) => {
    const offset = (((thread - before) % threads) + threads) % threads;
    const first = before + offset;
    before += alike.count;
    const count = first < before ? Math.ceil((before - first) / threads) : 0;
    return { ...alike, count, first, step: threads };
  });
}

/** A thread's share of `total`; the shares of all threads make the total. */
export function share(total: number, thread: number, threads: number): number {
  return Math.floor(total / threads) + (thread < total % threads ? 1 : 0);
}
