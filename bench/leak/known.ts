import type { LeakResult } from '../result/load-parts.js';
import {
  DIRECT_NEW,
  DIRECT_POOLED,
  RESET_ALWAYS,
  SESSION,
  TRACKED,
  TRANSACTION,
  UNTRACKED_STATEMENTS,
} from './route.js';

export type Known = NonNullable<LeakResult['known']>;

/** `known` of one place in the matrix; null where nothing is known of it. */
export type KnownOf = (
  place: Pick<LeakResult, 'state' | 'way' | 'route' | 'serverMajor'>,
) => Known | null;

/** What a setting does, whichever it is. */
const SETTING: Readonly<Record<string, Known>> = {
  SET: 'leaks',
  'set_config(.., false), committed': 'leaks',
  'set_config(.., false), rolled back': 'does not leak',
  'SET LOCAL in a transaction': 'does not leak',
  'set_config(.., true) in a transaction': 'does not leak',
  'SET LOCAL outside a transaction': 'does nothing',
  'set_config(.., true) in autocommit': 'does nothing',
};

/** All ways to set a parameter that PgBouncer tracks: each client has its own back. */
const TRACKED_SETTING: Readonly<Record<string, Known>> = {
  SET: 'does not leak',
  'set_config(.., false), committed': 'does not leak',
  'SET LOCAL in a transaction': 'does not leak',
};

/**
 * What goes from client to client through PgBouncer in transaction mode, as it was seen with PgBouncer
 * 1.18 and 1.24 in front of Postgres 15 and 18 before there was this matrix.
 */
const IN_TRANSACTION_MODE: Readonly<Record<string, Readonly<Record<string, Known>>>> = {
  'custom setting': SETTING,
  role: {
    'SET ROLE': 'leaks',
    'set_config(.., false), committed': 'leaks',
    'SET LOCAL ROLE in a transaction': 'does not leak',
    'SET LOCAL ROLE outside a transaction': 'does nothing',
  },
  'session authorization': {
    'SET SESSION AUTHORIZATION': 'leaks',
    'SET LOCAL SESSION AUTHORIZATION in a transaction': 'does not leak',
  },
  row_security: SETTING,
  search_path: SETTING,
  statement_timeout: SETTING,
  'timezone, a tracked parameter': TRACKED_SETTING,
  'SQL PREPARE': { PREPARE: 'leaks' },
  'protocol-level prepared statement': { 'Parse under a name': 'does not leak' },
  'advisory lock': { pg_advisory_lock: 'leaks' },
  'temp table': { 'CREATE TEMP TABLE': 'leaks' },
  'temp table, ON COMMIT DROP': {
    'CREATE TEMP TABLE .. ON COMMIT DROP in a transaction': 'does not leak',
  },
  cursor: { 'DECLARE .. WITH HOLD, committed': 'leaks' },
  LISTEN: { LISTEN: 'leaks' },
  currval: { nextval: 'leaks' },
};

/** Kept by an application's pool, which resets nothing, though PgBouncer keeps them apart. */
const APART_BY_PGBOUNCER: Readonly<Record<string, readonly string[]>> = {
  'timezone, a tracked parameter': ['SET', 'set_config(.., false), committed'],
  'protocol-level prepared statement': ['Parse under a name'],
};

/**
 * What is known of a place. That a session's state ends with its connection, and stays with it as long
 * as nobody resets it, is the Postgres manual's (SET, DISCARD); the rest was seen through PgBouncer.
 */
export const knownOf: KnownOf = ({ state, way, route, serverMajor }) => {
  const transaction = IN_TRANSACTION_MODE[state]?.[way] ?? null;
  switch (route) {
    case TRANSACTION:
      return transaction;
    // DISCARD ALL: when the client leaves, and with the option after every transaction.
    case SESSION:
    case RESET_ALWAYS:
    case DIRECT_NEW:
      return transaction === 'leaks' ? 'does not leak' : transaction;
    case DIRECT_POOLED:
      return APART_BY_PGBOUNCER[state]?.includes(way) ? 'leaks' : transaction;
    // Only what the server reports can be tracked: search_path from 18 on, no setting of an application.
    case TRACKED:
      return state === 'search_path' && serverMajor >= 18 && transaction === 'leaks'
        ? 'does not leak'
        : transaction;
    // The server then has the client's own names: 42P05 for the next one that uses the name.
    case UNTRACKED_STATEMENTS:
      return state === 'protocol-level prepared statement' ? 'leaks' : transaction;
    default:
      return null;
  }
};
