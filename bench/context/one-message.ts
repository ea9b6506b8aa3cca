import type { ContextStrategy } from './exchange.js';
import { queryStatement, setLocalTenant } from './statements.js';

/**
 * Both statements in one message of the simple protocol, which is one implicit transaction (Postgres
 * manual, 54.2.2.1): one round trip, but no bound parameters.
 */
export const oneMessage: ContextStrategy = {
  name: 'one-message',
  title: 'SET LOCAL, query in one simple message',
  roundTrips: 1,
  exchange: (query) => [[setLocalTenant(query.tenantId), queryStatement(query)]],
};
