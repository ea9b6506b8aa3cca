import { escapeIdentifier, escapeLiteral } from 'pg';
import { alone, inTransaction, type LeakState } from '../state.js';

/** The role that policies and rights go by. */
export const role: LeakState = {
  name: 'role',
  ways: ({ role }) => [
    alone('SET ROLE', `set role ${escapeIdentifier(role)}`),
    inTransaction(
      'set_config(.., false), committed',
      `select set_config('role', ${escapeLiteral(role)}, false)`,
    ),
    inTransaction('SET LOCAL ROLE in a transaction', `set local role ${escapeIdentifier(role)}`),
    alone('SET LOCAL ROLE outside a transaction', `set local role ${escapeIdentifier(role)}`),
  ],
  look: () => 'select current_user',
  isThere: (answer, { role }) => answer === role,
};
