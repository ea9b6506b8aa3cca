import type { ContextStrategy } from './exchange.js';
import { BEGIN, COMMIT, queryStatement } from './statements.js';

/** A transaction around the query and no tenant: tells the cost of BEGIN and COMMIT from the rest. */
export const transaction: ContextStrategy = {
  name: 'transaction',
  title: 'BEGIN, query, COMMIT',
  roundTrips: 3,
  exchange: (query) => [[BEGIN], [queryStatement(query)], [COMMIT]],
};
