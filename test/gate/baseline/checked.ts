import type { Baseline } from '../../../bench/gate/baseline/baseline.js';
import { baselineOf } from '../../../bench/gate/baseline/baseline-of.js';
import { checkWithCatalog } from '../../../bench/gate/baseline/check-with-catalog.js';
import { baselineGateFacts } from '../../../bench/gate/baseline/gate-facts.js';
import { gateRecords } from '../../../bench/gate/baseline/gate-records.js';
import { DEFAULT_BUDGETS, DEFAULT_MARGINS } from '../../../bench/gate/budgets.js';
import { exactFindings } from '../../../bench/gate/exact/findings.js';
import { exactInputOf } from '../../../bench/gate/exact-input.js';
import type { GateFinding } from '../../../bench/gate/gate-result.js';
import type { GateCatalog, GateFacts } from '../../../bench/result/gate-parts.js';
import type { JournalRecord } from '../../../bench/result/journal.js';
import type { LoadedScenario } from '../../../bench/scenario/load.js';
import { SMALL, smallScenario } from '../../run/small-run.js';
import { testedMajor } from '../../support/tested-major.js';

/** Two operations on four arms, on a few thousand rows. */
export const SCENARIO: LoadedScenario = { ...smallScenario(), file: 'scenarios/where-vs-rls.ts' };

export const REQUEST = { profile: SMALL, seed: 1, scenarios: [SCENARIO] };

/** What a check on a real server journalled, and the baseline of it. */
export async function checkedOnce(): Promise<{ saved: Baseline; records: JournalRecord[] }> {
  const records: JournalRecord[] = [];
  const { checked, catalog } = await checkWithCatalog(
    {
      ...{ ...REQUEST, location: 'embedded', pgMajor: testedMajor(), command: 'a test' },
      signal: new AbortController().signal,
      onEvent: () => {},
    },
    (record) => records.push(record),
  );
  if (checked.error) throw checked.error;
  return { saved: baselineOf(REQUEST, checked.result, undefined, catalog), records };
}

/** How a gate of that baseline and today's scenarios begins. */
export function factsOf(
  saved: Baseline,
  scenarios: readonly LoadedScenario[],
  isWhole = true,
): GateFacts {
  return baselineGateFacts(saved, {
    isWhole,
    ...{ baselineFile: 'baseline.json', tier: 1, strict: false, maxTimeSeconds: 0 },
    ...{ margins: DEFAULT_MARGINS, budgets: DEFAULT_BUDGETS },
    head: {
      facts: { label: 'now', kind: 'folder', commit: null, sqlFiles: [] },
      sql: [],
      scenarios,
    },
    lineOf: () => 12,
  });
}

/** What the exact checks say of a baseline and of a check: its journal, its scenarios, the catalog. */
export function findingsOf(
  saved: Baseline,
  checked: readonly JournalRecord[],
  scenarios: readonly LoadedScenario[] = [SCENARIO],
  catalog: GateCatalog = saved.catalog,
): GateFinding[] {
  const facts = factsOf(saved, scenarios);
  const journal = gateRecords(saved, facts, { checked, catalog }, undefined);
  return exactFindings(exactInputOf(journal));
}
