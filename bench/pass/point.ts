import type { Arrivals } from '../load/load.js';
import type { LoadArm } from './load-arm.js';

/** One arm under one load: what is measured in several passes. */
export interface LoadPoint {
  readonly arm: LoadArm;
  /** Levels as a report shows them, for example {"clients": 100}. */
  readonly levels: Readonly<Record<string, number | string>>;
  /** Clients of the application, however many connections they share. */
  readonly clients: number;
  /** Server connections of a pool, the application's or PgBouncer's. */
  readonly poolSize: number;
  readonly load: ClosedLoad | OpenLoad;
  /** Width of the slices of the timeline. */
  readonly bucketMs: number;
  /** What a reader of this point has to know, in whole sentences; '' for nothing. */
  readonly note: string;
}

/** Every client sends its next exchange when the one before has ended. */
export interface ClosedLoad {
  readonly loop: 'closed';
  /** Ends when all clients together have made so many, or after `seconds`. */
  readonly exchanges: number;
  readonly seconds: number;
}

/** Exchanges are sent when they are due, whether those before have ended or not. */
export interface OpenLoad {
  readonly loop: 'open';
  readonly arrivals: Arrivals;
  readonly queueLimit: number;
}

/** Arrivals a second over all phases of an open loop; null for a closed one. */
export function offeredPerSecond(load: ClosedLoad | OpenLoad): number | null {
  if (load.loop === 'closed') return null;
  const { phases } = load.arrivals;
  const arrivals = phases.reduce((sum, phase) => sum + phase.ratePerSecond * phase.seconds, 0);
  return arrivals / secondsOf(load);
}

/** How long a load takes at most, in seconds, without what has to be waited for at its end. */
export function secondsOf(load: ClosedLoad | OpenLoad): number {
  if (load.loop === 'closed') return load.seconds;
  return load.arrivals.phases.reduce((sum, { seconds }) => sum + seconds, 0);
}
