import { alone, inTransaction, LEFT, LEFT_NAME, type LeakState } from '../state.js';

/** Both kinds share one namespace of the session, so EXECUTE finds either (Postgres manual, PREPARE). */
const found = {
  look: () => `execute ${LEFT_NAME}`,
  isThere: (answer: string | null) => answer === LEFT,
};

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
      name: 'Parse with a name',
      statements: [{ text: `select '${LEFT}'`, name: LEFT_NAME }],
      transaction: 'none',
    },
  ],
  ...found,
};
