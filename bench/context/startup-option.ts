import type { ContextStrategy } from './exchange.js';
import { queryStatement, TENANT_SETTING } from './statements.js';

/**
 * The tenant comes with the connection, as startup parameter `options` (Postgres manual, 34.1.2): one
 * connection a tenant, and nothing to send before the query.
 */
export const startupOption: ContextStrategy = {
  name: 'startup-option',
  title: 'tenant as startup option, query alone',
  roundTrips: 1,
  startupOptions: (tenantId) => `-c ${TENANT_SETTING}=${tenantId}`,
  exchange: (query) => [[queryStatement(query)]],
};
