import type { ContextStrategy } from './exchange.js';
import { queryStatement, setSessionTenant, TENANT_SETTING, unnamedContext } from './statements.js';

/** SET for the session, and RESET behind the query. */
export const sessionSetReset: ContextStrategy = {
  name: 'session-set-reset',
  title: 'SET, query, RESET',
  roundTrips: 3,
  exchange: (query) => [
    [setSessionTenant(query.tenantId)],
    [queryStatement(query)],
    [unnamedContext(`reset ${TENANT_SETTING}`)],
  ],
};
