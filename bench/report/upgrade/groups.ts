import type { Change, PlanRow } from '../../matrix/upgrade.js';
import { operationsOf } from '../cells.js';
import type { ArmFacts, OperationFacts, ScenarioFacts } from '../words.js';
import { changeWords } from './change-words.js';
import { sidesOf, type UpgradeInput } from './input.js';

/**
 * Arms of one operation and tenant with the same figures on every version, and the same said of
 * each change. Their plans may differ from each other, as RLS and WHERE do, but change alike.
 */
export interface PlanGroup {
  readonly scenario: ScenarioFacts;
  readonly operation: OperationFacts;
  readonly arms: readonly ArmFacts[];
  /** The first arm's; every figure in it but the fingerprints is that of the others too. */
  readonly row: PlanRow;
  /** A sentence a change of `row`, in order. */
  readonly sentences: readonly string[];
}

/** A row with what is said of it. */
interface SaidRow {
  readonly row: PlanRow;
  readonly sentences: readonly string[];
}

/** The groups of rows that pass, by scenario, operation (most telling first) and tenant. */
export function groupPlans(input: UpgradeInput, passes: (row: PlanRow) => boolean): PlanGroup[] {
  const byOperation = new Map<string, SaidRow[]>();
  for (const row of input.upgrade.plans.filter(passes)) {
    const key = JSON.stringify([row.scenario, row.operation]);
    const rows = byOperation.get(key) ?? [];
    const sentences = row.changes.map((change) =>
      changeWords(...sidesOf(input, row, change), change),
    );
    rows.push({ row, sentences });
    byOperation.set(key, rows);
  }
  return input.scenarios.flatMap((scenario) =>
    operationsOf(scenario).flatMap((operation) => {
      const rows = byOperation.get(JSON.stringify([scenario.name, operation.name])) ?? [];
      return groupRows(rows).map((alike) => ({
        scenario,
        operation,
        arms: scenario.arms.filter(({ name }) => alike.some(({ row }) => row.arm === name)),
        ...(alike[0] as SaidRow),
      }));
    }),
  );
}

const TENANTS: readonly PlanRow['tenant'][] = ['whale', 'median', 'tiny'];

function groupRows(rows: readonly SaidRow[]): SaidRow[][] {
  const groups = new Map<string, SaidRow[]>();
  for (const tenant of TENANTS) {
    for (const said of rows.filter(({ row }) => row.tenant === tenant)) {
      const letters = planLetters(said.row);
      const figures = said.row.versions.map((version, index) => ({
        ...version,
        fingerprint: letters[index],
        // Which kind it is everywhere is of no matter: a sentence says where it changed.
        kind: null,
      }));
      const key = JSON.stringify([tenant, figures, said.sentences]);
      const group = groups.get(key) ?? [];
      group.push(said);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

/** A letter a version: the same for the same plan, counted anew in each row. */
export function planLetters({ versions }: PlanRow): string[] {
  const different = [...new Set(versions.map(({ fingerprint }) => fingerprint))];
  return versions.map(({ fingerprint }) =>
    String.fromCharCode(65 + different.indexOf(fingerprint)),
  );
}

/** Changed groups, those first that an engineer wants to see first. */
export function changedGroups(input: UpgradeInput): PlanGroup[] {
  return groupPlans(input, ({ changes }) => changes.length > 0)
    .map((group) => ({ group, weight: weightOf(group.row) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ group }) => group);
}

/** An outcome above a plan, a plan above a figure, and among these by how many times it changed. */
function weightOf({ changes, versions }: PlanRow): number {
  const has = (...kinds: Change['what']) =>
    changes.some(({ what }) => what.some((each) => kinds.includes(each)));
  const times = (figures: readonly number[]) =>
    (Math.max(...figures) + 1) / (Math.min(...figures) + 1);
  const counted = versions.flatMap(({ calls }) => (calls === null ? [] : [callsOf(calls)]));
  const most = Math.max(
    times(versions.map(({ buffers }) => buffers)),
    times(versions.map(({ rowsRemovedByFilter }) => rowsRemovedByFilter)),
    times(versions.map(({ heapFetches }) => heapFetches)),
    counted.length === 0 ? 1 : times(counted),
  );
  const tier = has('expectations') ? 2 : has('plan', 'planKind', 'skipScans') ? 1 : 0;
  // Below 1, so that no figure outweighs a tier.
  return tier + 1 - 1 / (1 + most);
}

function callsOf(calls: readonly { readonly calls: number }[]): number {
  return calls.reduce((sum, counted) => sum + counted.calls, 0);
}
