import type { ContextStrategy } from './exchange.js';
import { BEGIN, COMMIT, queryStatement, setTenant } from './statements.js';

/** What most applications do: each statement waits for the answer to the one before. */
export const setConfig: ContextStrategy = {
  name: 'set-config',
  title: 'BEGIN, set_config, query, COMMIT',
  roundTrips: 4,
  exchange: (query) => [[BEGIN], [setTenant(query.tenantId)], [queryStatement(query)], [COMMIT]],
};
