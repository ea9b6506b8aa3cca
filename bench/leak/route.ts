import type { PoolerSettings } from '../pooler/pooler.js';
import type { LeakState } from './state.js';

/** A way from a client to the server, and so from A to B. */
export interface LeakRoute {
  /** A `Route`, with the options of its pooler where it has some. */
  readonly name: string;
  /** Whether B is given A's server connection; the pids of both have to bear it out. */
  readonly sharesConnection: boolean;
  /** A is gone before B comes: nothing else gives its connection back. */
  readonly leavesFirst: boolean;
  /** Undefined: directly to the server. */
  readonly pooler?: PoolerSettings;
  /** The only states it is asked of; absent: all. */
  readonly states?: readonly LeakState['name'][];
}

/** One server connection, so that B has A's. */
const ONE: Omit<PoolerSettings, 'poolMode'> = {
  poolSize: 1,
  maxClients: 10,
  maxPreparedStatements: 200,
};

export const DIRECT_NEW = 'direct-per-request';
export const DIRECT_POOLED = 'direct-pooled';
export const TRANSACTION = 'pgbouncer-transaction';
export const SESSION = 'pgbouncer-session';
export const RESET_ALWAYS = 'pgbouncer-transaction, server_reset_query_always=1';
export const TRACKED = 'pgbouncer-transaction, track_extra_parameters=search_path';
export const UNTRACKED_STATEMENTS = 'pgbouncer-transaction, max_prepared_statements=0';

/** Each with a pooler of its own, where it has one: what one leaves behind is not found by another. */
export const LEAK_ROUTES: readonly LeakRoute[] = [
  { name: DIRECT_NEW, sharesConnection: false, leavesFirst: false },
  { name: DIRECT_POOLED, sharesConnection: true, leavesFirst: true },
  {
    name: TRANSACTION,
    sharesConnection: true,
    leavesFirst: false,
    pooler: { ...ONE, poolMode: 'transaction' },
  },
  {
    name: SESSION,
    sharesConnection: true,
    leavesFirst: true,
    pooler: { ...ONE, poolMode: 'session' },
  },
  {
    name: RESET_ALWAYS,
    sharesConnection: true,
    leavesFirst: false,
    pooler: { ...ONE, poolMode: 'transaction', serverResetQueryAlways: true },
  },
  {
    name: TRACKED,
    sharesConnection: true,
    leavesFirst: false,
    // The two that no server reports are asked for as well: PgBouncer takes them without a word.
    pooler: {
      ...ONE,
      poolMode: 'transaction',
      trackExtraParameters: ['search_path', 'role', 'app.current_tenant_id'],
    },
    states: ['search_path', 'role', 'custom setting'],
  },
  {
    name: UNTRACKED_STATEMENTS,
    sharesConnection: true,
    leavesFirst: false,
    pooler: { ...ONE, poolMode: 'transaction', maxPreparedStatements: 0 },
    states: ['SQL PREPARE', 'protocol-level prepared statement', 'text of a prepared statement'],
  },
];
