import type { ContextStrategy } from './exchange.js';
import { BEGIN, COMMIT, queryStatement, setTenant } from './statements.js';

/** The same four statements sent at once before one Sync (Postgres manual, 53.2.4). */
export const setConfigPipelined: ContextStrategy = {
  name: 'set-config-pipelined',
  title: 'BEGIN, set_config, query, COMMIT in one round trip',
  roundTrips: 1,
  exchange: (query) => [[BEGIN, setTenant(query.tenantId), queryStatement(query), COMMIT]],
};
