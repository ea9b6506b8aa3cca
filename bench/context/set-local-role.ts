import { escapeIdentifier } from 'pg';
import type { ContextStrategy } from './exchange.js';
import { BEGIN, COMMIT, queryStatement, unnamedContext } from './statements.js';

/**
 * Each tenant has a role of its own, and the policy asks for `current_user`.
 *
 * @throws {Error} for a tenant without a role, which a run makes for every scenario that needs them
 */
export const setLocalRole: ContextStrategy = {
  name: 'set-local-role',
  title: 'BEGIN, SET LOCAL ROLE, query, COMMIT',
  roundTrips: 4,
  exchange: (query) => [[BEGIN], [setRole(query.tenantRole)], [queryStatement(query)], [COMMIT]],
};

function setRole(role: string | undefined) {
  return unnamedContext(`set local role ${escapeIdentifier(role ?? 'none')}`);
}
