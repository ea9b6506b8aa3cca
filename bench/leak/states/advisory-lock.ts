import { alone, inTransaction, type LeakState } from '../state.js';

const KEY = 4_711_001;

/** Held by the session or by its transaction (Postgres manual, 13.3.5). */
export const advisoryLock: LeakState = {
  name: 'advisory lock',
  ways: () => [
    alone('pg_advisory_lock', `select pg_advisory_lock_shared(${KEY})`),
    inTransaction(
      'pg_advisory_xact_lock in a transaction',
      `select pg_advisory_xact_lock_shared(${KEY})`,
    ),
  ],
  // Shared, so that cells which run side by side do not wait for each other; the session's own alone.
  look: () =>
    `select count(*) from pg_locks where locktype = 'advisory' and objid = ${KEY} and pid = pg_backend_pid()`,
  isThere: (answer) => answer === '1',
};
