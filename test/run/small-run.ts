import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Profile } from '../../bench/run/profiles.js';
import type { RunOutcome, RunRequest } from '../../bench/run/request.js';
import { run } from '../../bench/run/run.js';
import type { Operation, Scenario } from '../../bench/scenario/scenario.js';
import whereVsRls from '../../scenarios/where-vs-rls.js';
import { testedMajor } from '../support/tested-major.js';

/** Profile `start` on a few thousand rows: four cells, a few seconds. */
export const SMALL: Profile = {
  name: 'start',
  about: 'for tests',
  size: { invoices: 5_000, tenants: 20 },
  siblingInvoices: 2_000,
  siblingBytes: 1e9,
  cells: 'telling',
  minimumBlocks: 6,
  roundsPerBlock: 30,
  parameterSets: 2,
  loadSeconds: 2,
};

const ARMS = ['where', 'where-again', 'where-context', 'rls-context', 'pg-rls'];

/** The real scenario with fewer arms and its two cheapest operations, changed where a test wants it. */
export function smallScenario(
  change: (operation: Operation) => Operation = (same) => same,
): Scenario {
  return {
    ...whereVsRls,
    operations: whereVsRls.operations
      .filter(({ name }) => name === 'latest' || name === 'point')
      .map(change),
    arms: whereVsRls.arms.filter(({ name }) => ARMS.includes(name)),
    contrasts: whereVsRls.contrasts.filter(
      ({ treatment, baseline }) => ARMS.includes(treatment) && ARMS.includes(baseline),
    ),
  };
}

/** A folder of the test's own for reports. */
export async function makeOut(): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), 'rlsbench-test-out-'));
  onTestFinished(() => rm(out, { recursive: true, force: true }));
  return out;
}

export async function runSmall(
  over: Partial<RunRequest> & { readonly reportsFolder: string },
): Promise<RunOutcome> {
  return run({
    scenarios: [smallScenario()],
    profile: SMALL,
    location: 'embedded',
    pgMajor: testedMajor(),
    seed: 1,
    command: 'a test',
    signal: new AbortController().signal,
    onEvent: () => {},
    ...over,
  });
}
