import { escapeLiteral } from 'pg';
import type { QueryCall, Statement } from './exchange.js';

/** The setting every policy reads the tenant from. */
export const TENANT_SETTING = 'app.current_tenant_id';

/** Prepared like the rest, as pgbench and most drivers do, so that no round trip parses SQL. */
export const BEGIN: Statement = {
  part: 'begin',
  name: 'rlsbench_begin',
  text: 'BEGIN',
  values: [],
};

export const COMMIT: Statement = {
  part: 'commit',
  name: 'rlsbench_commit',
  text: 'COMMIT',
  values: [],
};

export const ROLLBACK: Statement = {
  part: 'rollback',
  name: 'rlsbench_rollback',
  text: 'ROLLBACK',
  values: [],
};

/** Sets the tenant until the end of the transaction (Postgres manual, 9.28.1 `set_config`). */
export function setTenant(tenantId: string): Statement {
  return {
    part: 'context',
    name: 'rlsbench_set_tenant',
    text: `select set_config('${TENANT_SETTING}', $1, true)`,
    values: [tenantId],
  };
}

/**
 * The same by SET LOCAL, which takes no bound parameter (Postgres manual, SET): another text for each
 * tenant, so it has no name.
 */
export function setLocalTenant(tenantId: string): Statement {
  return unnamedContext(`set local ${TENANT_SETTING} = ${escapeLiteral(tenantId)}`);
}

/** For the rest of the session, whoever uses it. */
export function setSessionTenant(tenantId: string): Statement {
  return unnamedContext(`set ${TENANT_SETTING} = ${escapeLiteral(tenantId)}`);
}

export function unnamedContext(text: string): Statement {
  return { part: 'context', name: '', text, values: [] };
}

/** The operation's own query as a statement of an exchange. */
export function queryStatement(query: QueryCall): Statement {
  return { part: 'query', name: query.name, text: query.text, values: query.values };
}
