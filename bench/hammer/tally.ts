import { performance } from 'node:perf_hooks';
import type { ExchangeFailure } from '../load/session.js';
import type { LoadError } from '../result/load-parts.js';

/** What a hammer has seen so far; all its clients write into one. */
export interface Tally {
  /** Responses that came whole, without an error, and whose every row was checked. */
  reads: number;
  /** Rows of other tenants among them too. */
  rows: number;
  /** Reads with a row of another tenant, told as the row arrives. */
  foreignReads: number;
  /** Whole responses without a row. */
  emptyReads: number;
  /** From the start of the load to the first row of another tenant. */
  firstCaughtMs: number | null;
  /** Failures of all kinds so far; `errors` has them by kind. */
  failures: number;
  readonly startedAtMs: number;
  readonly errors: Map<string, LoadError>;
}

/** Begins with nothing, now. */
export function startTally(): Tally {
  return {
    ...{ reads: 0, rows: 0, foreignReads: 0, emptyReads: 0, firstCaughtMs: null, failures: 0 },
    ...{ startedAtMs: performance.now(), errors: new Map() },
  };
}

/** A row of another tenant was seen: counted once a read by who calls, timed once a hammer. */
export function countForeign(tally: Tally): void {
  tally.foreignReads += 1;
  tally.firstCaughtMs ??= performance.now() - tally.startedAtMs;
}

/** A response came whole. */
export function countRead(tally: Tally, rows: number): void {
  tally.reads += 1;
  tally.rows += rows;
  if (rows === 0) tally.emptyReads += 1;
}

/** Failures that are equal in kind, SQLSTATE and message are one entry. */
export function countFailure(tally: Tally, failure: ExchangeFailure): void {
  const { kind, sqlState, message } = failure;
  const key = `${kind} ${sqlState} ${message}`;
  const before = tally.errors.get(key)?.count ?? 0;
  tally.errors.set(key, { kind, sqlState, message, count: before + 1 });
  tally.failures += 1;
}
