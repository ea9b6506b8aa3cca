import type { LoadBucket, LoadError } from '../result/load-parts.js';
import type { ClientKind, StatementForm } from '../scenario/scenario.js';
import type { ConnectionSettings, Work } from './session.js';

/** Load that is made by rate or by number of clients, in worker threads of its own. */

/** How intended starts are spread: with exponential gaps, or all gaps equal. */
export interface Arrivals {
  readonly process: 'poisson' | 'constant';
  /** One after the other. */
  readonly phases: readonly { readonly seconds: number; readonly ratePerSecond: number }[];
  /** Same seed, same intended starts. */
  readonly seed: number;
}

export interface LoadRequest {
  /** All client connections; several logins where clients are of several tenants. */
  readonly connections: readonly LoadConnections[];
  /** 1 unless one can't make the load; each has an event loop that spins on a core it shares with none, where there is one. */
  readonly threads?: number;
  /** Width of the slices of the timeline. */
  readonly bucketMs: number;
  /** As of a session. */
  readonly decodeEvery: number;
  readonly signal: AbortSignal;
  /** Called once all connections are open or refused, right before load begins. */
  readonly onReady?: () => void | Promise<void>;
  /** Called once the last exchange has ended, before connections are closed: their backends still live. */
  readonly onEnd?: () => void | Promise<void>;
}

/** Client connections that are alike: same login, same work. */
export interface LoadConnections {
  readonly count: number;
  readonly settings: ConnectionSettings;
  readonly client: ClientKind;
  /** Cycled through. */
  readonly work: readonly Work[];
  /** A new connection for each exchange (route `direct-per-request`). */
  readonly perRequest?: boolean;
  readonly statement?: StatementForm;
  /** What each connection that is kept runs before the load; absent: it begins cold. */
  readonly warmUp?: WarmUp;
}

/**
 * Exchanges that are no part of a load: they fill a backend's caches, and are as many as Postgres makes
 * custom plans before it looks at a generic one, and more (manual, PREPARE, "Notes").
 */
export interface WarmUp {
  /** Cycled through; its statements are those of the load's own work. */
  readonly work: readonly Work[];
  readonly exchanges: number;
}

export interface OpenLoopRequest extends LoadRequest {
  readonly arrivals: Arrivals;
  /** An arrival that finds this many waiting for a connection is dropped, and counted. */
  readonly queueLimit: number;
}

export interface ClosedLoopRequest extends LoadRequest {
  /**
   * Clients that share the connections, each waiting for a free one first come first served (an
   * application's pool); their latency has that wait in it. Absent: a client a connection.
   */
  readonly clients?: number;
  /** Ends when all clients together have made so many exchanges, or after `seconds`. */
  readonly exchanges: number;
  readonly seconds: number;
}

/** What a load gave, merged over its threads. Histograms are HdrHistogram V2, compressed, base64. */
export interface LoadOutcome {
  readonly threads: number;
  readonly startedAt: string;
  readonly seconds: number;
  readonly connected: number;
  readonly intended: number;
  readonly completed: number;
  readonly failed: number;
  readonly dropped: number;
  readonly queued: number;
  readonly late: number;
  /** From the intended start; of a closed loop null. */
  readonly corrected: string | null;
  /** From the moment it was sent. */
  readonly uncorrected: string;
  /** Of arrivals that found a connection free; of a closed loop null. */
  readonly lateness: string | null;
  readonly connectTime: string;
  readonly errors: readonly LoadError[];
  readonly connectErrors: readonly LoadError[];
  /** CPU of the load threads, user and system. */
  readonly clientCpuNs: number;
  /** Growth of resident memory from before connecting to the end, whole process. */
  readonly clientBytes: number;
  readonly timeline: readonly LoadBucket[];
}
