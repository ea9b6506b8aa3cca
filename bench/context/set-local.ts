import type { ContextStrategy } from './exchange.js';
import { BEGIN, COMMIT, queryStatement, setLocalTenant } from './statements.js';

/** SET LOCAL in a transaction: gone at its end, as with `set_config(.., true)`. */
export const setLocal: ContextStrategy = {
  name: 'set-local',
  title: 'BEGIN, SET LOCAL, query, COMMIT',
  roundTrips: 4,
  exchange: (query) => [
    [BEGIN],
    [setLocalTenant(query.tenantId)],
    [queryStatement(query)],
    [COMMIT],
  ],
};
