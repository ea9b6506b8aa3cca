import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Expectation, Operation, TransactionLength } from '../bench/scenario/scenario.js';
import { point } from '../schemas/invoices/operations.js';

/**
 * How many server connections should a pool have? As many as keep the server's cores busy, and that
 * depends on what a transaction does with its connection: work, or wait for the application.
 */

const shared = {
  isolation: 'rls',
  context: 'set-config-pipelined',
  client: 'wire',
  planCacheMode: 'auto',
} as const;

const arms: Arm[] = [
  // Not loaded: what the others are proved against.
  { name: 'where', title: 'WHERE alone', ...shared, isolation: 'where', context: 'none' },
  { name: 'app-pool', title: "The application's own pool", route: 'direct-pooled', ...shared },
  {
    name: 'transaction',
    title: 'PgBouncer, transaction mode',
    route: 'pgbouncer-transaction',
    ...shared,
  },
];

/** One row by its key: what takes time is what the probe adds to it. */
const aRow: Expectation = { maxBuffers: 5, uses: 'tenant_id, invoice_id' };
const operations: Operation[] = [{ ...point, expect: [aRow, { maxRoundTrips: 1 }] }];

const SHORT: TransactionLength = { title: '1 ms', serverMs: 1, thinkMs: 0 };
const LONG: TransactionLength = { title: '10 ms', serverMs: 10, thinkMs: 0 };
const THINKING: TransactionLength = {
  title: '1 ms and 10 ms of thinking',
  serverMs: 1,
  thinkMs: 10,
};

export default defineScenario({
  name: 'pool-size',
  question: 'How many server connections should a pool have, and what does that depend on?',
  dataset: 'invoices',
  operations,
  arms,
  contrasts: [],
  telling: ['point'],
  tellingTenants: ['whale'],
  concurrent: [],
  probes: ['pool-size'],
  load: {
    passes: { telling: 2, quick: 2, all: 5 },
    poolSize: 10,
    poolSizes: {
      sizes: {
        telling: [2, 16],
        quick: [1, 4, 16],
        all: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32],
      },
      lengths: {
        telling: [THINKING],
        quick: [SHORT, LONG, THINKING],
        all: [SHORT, LONG, THINKING],
      },
      clients: 32,
      seconds: { telling: 0.2, quick: 0.5, all: 5 },
    },
  },
});
