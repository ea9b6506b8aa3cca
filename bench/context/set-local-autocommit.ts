import type { ContextStrategy } from './exchange.js';
import { queryStatement, setLocalTenant } from './statements.js';

/** SET LOCAL outside of a transaction: a warning, and nothing is set (Postgres manual, SET). */
export const setLocalAutocommit: ContextStrategy = {
  name: 'set-local-autocommit',
  title: 'SET LOCAL without BEGIN, query',
  roundTrips: 2,
  exchange: (query) => [[setLocalTenant(query.tenantId)], [queryStatement(query)]],
};
