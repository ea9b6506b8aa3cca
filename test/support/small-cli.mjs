// The command itself, with profile `start` made small enough for a test: no option or variable of the
// product is needed for that. SMALL_RUN (JSON) says what else of the profile is to be different.
import { PROFILES } from '../../dist/bench/run/profiles.js';

Object.assign(PROFILES.start, {
  size: { invoices: 5_000, tenants: 20 },
  siblingInvoices: 2_000,
  minimumBlocks: 4,
  roundsPerBlock: 10,
  parameterSets: 2,
  loadSeconds: 2,
  ...JSON.parse(process.env.SMALL_RUN ?? '{}'),
});
await import('../../dist/bench/cli/main.js');
