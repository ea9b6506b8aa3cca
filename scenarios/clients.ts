import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Expectation, Operation, Route } from '../bench/scenario/scenario.js';
import { latest } from '../schemas/invoices/operations.js';

/**
 * What becomes of latency, throughput and the server when more and more clients come, on each way to
 * connect? Every arm sends the same transaction, its tenant in it, in one round trip.
 */

const rls = { isolation: 'rls', client: 'wire', planCacheMode: 'auto' } as const;

function arm(name: string, title: string, route: Route): Arm {
  return { name, title, route, context: 'set-config-pipelined', ...rls };
}

const arms: Arm[] = [
  // Not loaded: what the others are proved against.
  {
    ...{ name: 'where', title: 'WHERE, a connection a client', isolation: 'where' },
    ...{ context: 'none', client: 'wire', planCacheMode: 'auto' },
  },
  // Parsed each time: a statement that is prepared for one use is a message more.
  { ...arm('per-request', 'A connection a request', 'direct-per-request'), statement: 'unnamed' },
  arm('direct', 'A connection a client', 'direct-pooled'),
  arm('app-pool', "The application's own pool", 'direct-pooled'),
  arm('transaction', 'PgBouncer, transaction mode', 'pgbouncer-transaction'),
  arm('session', 'PgBouncer, session mode', 'pgbouncer-session'),
];

/** A page of 20 rows by an index; the question is one of connections, so the query must not be one. */
const aPage: Expectation = { maxBuffers: 28, noFilterOn: 'tenant_id', maxRowsRemoved: 0 };
const operations: Operation[] = [{ ...latest, expect: [aPage, { maxRoundTrips: 1 }] }];

export default defineScenario({
  name: 'clients',
  question:
    'What do more and more clients do to latency and to the server, on each way to connect?',
  dataset: 'invoices',
  operations,
  arms,
  contrasts: [],
  telling: ['latest'],
  tellingTenants: ['whale'],
  concurrent: [],
  probes: ['clients'],
  load: {
    passes: { telling: 2, quick: 2, all: 5 },
    poolSize: 10,
    ownConnections: ['direct'],
    clients: {
      counts: {
        telling: [120],
        quick: [1, 30, 1000],
        all: [1, 3, 10, 30, 100, 300, 1000],
      },
      // Short profiles have no time for what 1,000 clients do as fast as they can, on each way.
      closedCounts: { telling: [], quick: [30], all: [1, 3, 10, 30, 100, 300, 1000] },
      exchanges: { telling: 360, quick: 3_000, all: 10_000 },
      ratePerSecond: 1_000,
      seconds: { telling: 0.2, quick: 0.2, all: 10 },
    },
  },
});
