import type { ContextStrategy, Statement } from './exchange.js';
import { BEGIN, COMMIT, queryStatement } from './statements.js';
import { signTenant, TOKEN_SETTING } from './token.js';

/**
 * The tenant as a token that the policy verifies: whoever can run SQL can set a setting, but not sign.
 * Signed once a tenant, as a login does; the database checks it in every transaction.
 */
export const signedToken: ContextStrategy = {
  name: 'signed-token',
  title: 'BEGIN, set_config of a signed token, query, COMMIT',
  roundTrips: 4,
  exchange: (query) => [[BEGIN], [setToken(query.tenantId)], [queryStatement(query)], [COMMIT]],
};

function setToken(tenantId: string): Statement {
  return {
    part: 'context',
    name: 'rlsbench_set_token',
    text: `select set_config('${TOKEN_SETTING}', $1, true)`,
    values: [signTenant(tenantId)],
  };
}
