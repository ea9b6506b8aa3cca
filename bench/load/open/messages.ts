import type { LoadError } from '../../result/load-parts.js';
import type { Arrivals, LoadConnections } from '../load.js';
import type { LogChunk } from './log.js';

/** What the main thread and a load thread say to each other; each waits for the other's answer. */

/** What a thread is started with. */
export interface ThreadRequest {
  readonly connections: readonly ThreadConnections[];
  readonly decodeEvery: number;
  /** Connections that are opened at the same time. */
  readonly openAtOnce: number;
  readonly loop: ThreadLoop;
}

/** A thread's part of connections that are alike. */
export interface ThreadConnections extends LoadConnections {
  /** Number of its first among all connections of the load, and how many there are from one to the next. */
  readonly first: number;
  readonly step: number;
}

export type ThreadLoop =
  | {
      readonly kind: 'open';
      readonly arrivals: Arrivals;
      readonly queueLimit: number;
      readonly thread: number;
      readonly threads: number;
    }
  | {
      readonly kind: 'closed';
      readonly clients: number | undefined;
      readonly exchanges: number;
      readonly seconds: number;
    };

/** Times on the monotonic clock that all threads share (`process.hrtime`), in milliseconds. */
export type ToThread =
  | { readonly say: 'connect' }
  /** Null where no thread has a connection: then there is no load. */
  | { readonly say: 'begin'; readonly atMs: number | null }
  | { readonly say: 'close' };

export type FromThread =
  /** Its id in the system; null where that can't be told. */
  | { readonly say: 'loaded'; readonly threadId: number | null }
  | { readonly say: 'connected'; readonly connected: number }
  | { readonly say: 'ended'; readonly record: ThreadRecord }
  | { readonly say: 'closed' };

/** All that one thread saw. */
export interface ThreadRecord {
  readonly chunks: readonly LogChunk[];
  readonly errors: readonly LoadError[];
  readonly connected: number;
  readonly connectMs: readonly number[];
  readonly connectErrors: readonly LoadError[];
  readonly cpuNs: number;
}

/** The shared clock now, in milliseconds. */
export function sharedClockMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
