import type { Arm, Route } from '../../bench/scenario/scenario.js';

/**
 * The ways to connect that scenarios of load compare. Every arm sends the same transaction, its tenant
 * in it, in one round trip.
 */
export const WAYS_TO_CONNECT: readonly Arm[] = [
  // Not loaded: what the others are proved against.
  {
    ...{ name: 'where', title: 'WHERE, a connection a client', isolation: 'where' },
    ...{ context: 'none', client: 'wire', planCacheMode: 'auto' },
  },
  // Parsed each time: a statement that is prepared for one use is a message more.
  { ...way('per-request', 'A connection a request', 'direct-per-request'), statement: 'unnamed' },
  way('direct', 'A connection a client', 'direct-pooled'),
  way('app-pool', "The application's own pool", 'direct-pooled'),
  way('transaction', 'PgBouncer, transaction mode', 'pgbouncer-transaction'),
  way('session', 'PgBouncer, session mode', 'pgbouncer-session'),
];

function way(name: string, title: string, route: Route): Arm {
  return {
    ...{ name, title, route, isolation: 'rls', context: 'set-config-pipelined' },
    ...{ client: 'wire', planCacheMode: 'auto' },
  };
}
