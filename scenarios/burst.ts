import { defineScenario } from '../bench/scenario/define.js';
import type { Expectation, Operation } from '../bench/scenario/scenario.js';
import { dateRange } from '../schemas/invoices/operations.js';
import { WAYS_TO_CONNECT } from '../schemas/invoices/ways-to-connect.js';

/**
 * What happens to latency when ten times as many requests come for a while, and how soon is it over?
 * The query takes the server about a millisecond and connecting several, so that ten times what a
 * connection a request can nearly take is more than the others take at all.
 */

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
  arms: WAYS_TO_CONNECT,
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
