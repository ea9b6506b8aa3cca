import { alone, inTransaction, LEFT, LEFT_NAME, type LeakState } from '../state.js';

/** Both kinds share one namespace of the session, so EXECUTE finds either (Postgres manual, PREPARE). */
const found = {
  look: () => `execute ${LEFT_NAME}`,
  isThere: (answer: string | null) => answer === LEFT,
};

const BY_PROTOCOL = 'Parse under a name';
const byPrepare = `prepare ${LEFT_NAME} as select '${LEFT}'`;

export const sqlPrepare: LeakState = {
  name: 'SQL PREPARE',
  ways: () => [
    alone('PREPARE', byPrepare),
    inTransaction('PREPARE, rolled back', byPrepare, 'rollback'),
  ],
  ...found,
};

/** PgBouncer 1.21 and later names them anew on the server, unless max_prepared_statements is 0. */
export const protocolPrepared: LeakState = {
  name: 'protocol-level prepared statement',
  ways: () => [
    {
      name: BY_PROTOCOL,
      statements: [{ text: `select '${LEFT}'`, name: LEFT_NAME }],
      transaction: 'none',
    },
  ],
  ...found,
};

/**
 * Whatever name it has on the server, its text is there to be read, with every value that was written
 * into it (Postgres manual, 52.15 pg_prepared_statements).
 */
export const preparedText: LeakState = {
  name: 'text of a prepared statement',
  ways: protocolPrepared.ways,
  look: () => `select statement from pg_prepared_statements where statement like '%${LEFT}%'`,
  isThere: (answer) => answer?.includes(LEFT) ?? false,
};
