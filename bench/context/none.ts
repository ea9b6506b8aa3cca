import type { ContextStrategy } from './exchange.js';
import { queryStatement } from './statements.js';

/** The query alone: what an application with a WHERE clause sends. */
export const none: ContextStrategy = {
  name: 'none',
  title: 'query alone',
  roundTrips: 1,
  exchange: (query) => [[queryStatement(query)]],
};
