import type { Change, PlanRow } from '../../matrix/upgrade.js';
import { operationsOf } from '../cells.js';
import type { ArmFacts, OperationFacts, ScenarioFacts } from '../words.js';
import type { UpgradeInput } from './input.js';

/** Arms of one operation and tenant with the same figures on every version: said once. */
export interface PlanGroup {
  readonly scenario: ScenarioFacts;
  readonly operation: OperationFacts;
  readonly arms: readonly ArmFacts[];
  /** The first arm's; every figure in it is that of the others too. */
  readonly row: PlanRow;
}

/** The groups of rows that pass, by scenario, operation (most telling first) and tenant. */
export function groupPlans(
  { upgrade, scenarios }: UpgradeInput,
  passes: (row: PlanRow) => boolean,
): PlanGroup[] {
  const byOperation = new Map<string, PlanRow[]>();
  for (const row of upgrade.plans.filter(passes)) {
    const key = JSON.stringify([row.scenario, row.operation]);
    const rows = byOperation.get(key) ?? [];
    rows.push(row);
    byOperation.set(key, rows);
  }
  return scenarios.flatMap((scenario) =>
    operationsOf(scenario).flatMap((operation) => {
      const rows = byOperation.get(JSON.stringify([scenario.name, operation.name])) ?? [];
      return groupRows(rows).map((alike) => ({
        scenario,
        operation,
        arms: scenario.arms.filter(({ name }) => alike.some(({ arm }) => arm === name)),
        row: alike[0] as PlanRow,
      }));
    }),
  );
}

const TENANTS: readonly PlanRow['tenant'][] = ['whale', 'median', 'tiny'];

function groupRows(rows: readonly PlanRow[]): PlanRow[][] {
  const groups = new Map<string, PlanRow[]>();
  for (const tenant of TENANTS) {
    for (const row of rows.filter((each) => each.tenant === tenant)) {
      const key = JSON.stringify([tenant, row.versions]);
      const group = groups.get(key) ?? [];
      group.push(row);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

/** Changed groups, those first that an engineer wants to see first. */
export function changedGroups(input: UpgradeInput): PlanGroup[] {
  return groupPlans(input, ({ changes }) => changes.length > 0)
    .map((group) => ({ group, weight: weightOf(group.row) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ group }) => group);
}

/** An outcome above a plan, a plan above a figure, and among these how many times the buffers. */
function weightOf({ changes, versions }: PlanRow): number {
  const has = (...kinds: Change['what']) =>
    changes.some(({ what }) => what.some((each) => kinds.includes(each)));
  const buffers = versions.map((version) => version.buffers + 1);
  const times = Math.max(...buffers) / Math.min(...buffers);
  // No plan reads a million times more than another.
  return (
    (has('expectations') ? 4e6 : 0) +
    (has('plan', 'skipScans') ? 2e6 : 0) +
    (has('calls', 'rowsRemovedByFilter', 'heapFetches') ? 1e6 : 0) +
    Math.min(times, 1e6 - 1)
  );
}
