import type { ContextStrategy } from './exchange.js';
import { queryStatement, setSessionTenant } from './statements.js';

/** SET for the session and nothing that takes it back: the next user of the connection has it too. */
export const sessionSet: ContextStrategy = {
  name: 'session-set',
  title: 'SET, query',
  roundTrips: 2,
  exchange: (query) => [[setSessionTenant(query.tenantId)], [queryStatement(query)]],
};
