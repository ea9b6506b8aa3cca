import { alone, inTransaction, type LeakState } from '../state.js';

/** A setting of the server's own, set to a value that is nobody's default. */
function serverSetting(name: string, value: string): LeakState {
  return {
    name,
    ways: () => [
      alone('SET', `set ${name} = '${value}'`),
      inTransaction(
        'set_config(.., false), committed',
        `select set_config('${name}', '${value}', false)`,
      ),
      inTransaction('SET LOCAL in a transaction', `set local ${name} = '${value}'`),
    ],
    look: () => `show ${name}`,
    isThere: (answer) => answer === value,
  };
}

/** Off: a query that a policy would filter is an error, so B's reads fail (Postgres manual, 19.11.1). */
export const rowSecurity = serverSetting('row_security', 'off');

export const statementTimeout = serverSetting('statement_timeout', '54321ms');

/** Which table a name means. The server reports its changes from 18 on. */
export const searchPath = serverSetting('search_path', 'left_by_a');

/** One that the server reports and PgBouncer gives back to each client (its manual, track_extra_parameters). */
export const timeZone: LeakState = {
  ...serverSetting('timezone', 'Pacific/Chatham'),
  name: 'timezone, a tracked parameter',
};
