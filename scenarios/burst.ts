import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Expectation, Operation, Route } from '../bench/scenario/scenario.js';
import { dateRange } from '../schemas/invoices/operations.js';

/**
 * What happens to latency when ten times as many requests come for a while, and how soon is it over?
 * The query takes the server about a millisecond and connecting several, so that ten times what a
 * connection a request can nearly take is more than the others take at all.
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

const expect: Expectation[] = [
  { uses: 'tenant_id, created_at', noFilterOn: 'tenant_id', maxRowsRemoved: 0 },
  { maxRoundTrips: 1 },
];
const operations: Operation[] = [{ ...dateRange, expect }];

export default defineScenario({
  name: 'burst',
  question:
    'What does a burst of requests do to latency on each way to connect, and how soon is it over?',
  dataset: 'invoices',
  operations,
  arms,
  contrasts: [],
  telling: ['date-range'],
  tellingTenants: ['whale'],
  concurrent: [],
  probes: ['burst'],
  load: {
    passes: { telling: 2, quick: 2, all: 5 },
    poolSize: 10,
    ownConnections: ['direct'],
    burst: {
      baselineShare: 0.7,
      factor: 10,
      baselineSeconds: { telling: 0.1, quick: 0.4, all: 10 },
      burstSeconds: { telling: 0.1, quick: 0.4, all: 3 },
      bursts: { telling: 1, quick: 1, all: 3 },
      clients: 32,
    },
  },
});
