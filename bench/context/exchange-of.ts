import type { ContextStrategy, Exchange, QueryCall } from './exchange.js';
import { ROLLBACK } from './statements.js';

/**
 * The messages a strategy sends for a query. Those of a write end in ROLLBACK for COMMIT, so that
 * every execution meets the same rows and no arm inherits what another wrote.
 *
 * @throws {Error} for a write by a strategy without COMMIT, which a scenario may not ask for
 */
export function exchangeOf(strategy: ContextStrategy, call: QueryCall): Exchange {
  const exchange = strategy.exchange(call);
  return call.effect === 'write' ? rolledBack(exchange) : exchange;
}

function rolledBack(exchange: Exchange): Exchange {
  if (!exchange.flat().some(({ part }) => part === 'commit')) {
    throw new Error('A write needs an exchange that ends in COMMIT, to be rolled back');
  }
  return exchange.map((round) =>
    round.map((statement) => (statement.part === 'commit' ? ROLLBACK : statement)),
  );
}
