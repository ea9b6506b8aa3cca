import { escapeIdentifier } from 'pg';
import { alone, inTransaction, type LeakState } from '../state.js';

/** Who the session says it logged in as (Postgres manual, SET SESSION AUTHORIZATION). */
export const sessionAuthorization: LeakState = {
  name: 'session authorization',
  needsSuperuser: true,
  ways: ({ role }) => [
    alone('SET SESSION AUTHORIZATION', `set session authorization ${escapeIdentifier(role)}`),
    inTransaction(
      'SET LOCAL SESSION AUTHORIZATION in a transaction',
      `set local session authorization ${escapeIdentifier(role)}`,
    ),
  ],
  look: () => 'select session_user',
  isThere: (answer, { role }) => answer === role,
};
