import type { ContextStrategy } from './exchange.js';
import { queryStatement, setTenant } from './statements.js';

/**
 * No BEGIN and no COMMIT: everything before the Sync is one implicit transaction (Postgres manual,
 * 53.2.4), so the tenant set by set_config is there for the query and gone after it.
 */
export const setConfigImplicit: ContextStrategy = {
  name: 'set-config-implicit',
  title: 'set_config, query in one round trip, no BEGIN',
  roundTrips: 1,
  exchange: (query) => [[setTenant(query.tenantId), queryStatement(query)]],
};
