import { defineScenario } from '../bench/scenario/define.js';
import type { Expectation, Operation } from '../bench/scenario/scenario.js';
import { latest } from '../schemas/invoices/operations.js';
import { WAYS_TO_CONNECT } from '../schemas/invoices/ways-to-connect.js';

/**
 * What becomes of latency, throughput and the server when more and more clients come, on each way to
 * connect? Each sends the same transaction in one round trip.
 */

/** A page of 20 rows by an index; the question is one of connections, so the query must not be one. */
const aPage: Expectation = { maxBuffers: 28, noFilterOn: 'tenant_id', maxRowsRemoved: 0 };
const operations: Operation[] = [{ ...latest, expect: [aPage, { maxRoundTrips: 1 }] }];

export default defineScenario({
  name: 'clients',
  question:
    'What do more and more clients do to latency and to the server, on each way to connect?',
  dataset: 'invoices',
  operations,
  arms: WAYS_TO_CONNECT,
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
