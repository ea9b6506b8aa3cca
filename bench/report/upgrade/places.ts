import type { MedianRow, RatioRow } from '../../matrix/upgrade.js';
import { armTitle, cellWords } from '../cells.js';
import type { OperationFacts, ScenarioFacts } from '../words.js';
import type { UpgradeInput } from './input.js';

/** Rows of one operation together, operations in the order they come. */
export function byOperation<Row extends RatioRow | MedianRow>(
  input: UpgradeInput,
  rows: readonly Row[],
): { readonly title: string; readonly rows: readonly Row[] }[] {
  const together = new Map<string, Row[]>();
  for (const row of rows) {
    const title = operationWords(input, row);
    const those = together.get(title) ?? [];
    those.push(row);
    together.set(title, those);
  }
  return [...together].map(([title, those]) => ({ title, rows: those }));
}

/** "Latest 20 invoices, whale tenant, one at a time". */
export function placeWords(input: UpgradeInput, row: RatioRow | MedianRow): string {
  return `${operationWords(input, row)}, ${cellWords(row)}`;
}

/** An operation by its title, with its scenario where there are several. */
function operationWords(input: UpgradeInput, row: RatioRow | MedianRow): string {
  const title = operationOf(scenarioOf(input, row.scenario), row.operation)?.title;
  const scenario = input.scenarios.length > 1 ? `${row.scenario}: ` : '';
  return `${scenario}${title ?? row.operation}`;
}

/** An arm by its title. */
export function armWords(input: UpgradeInput, row: MedianRow): string {
  const scenario = scenarioOf(input, row.scenario);
  return scenario === undefined ? row.arm : armTitle(scenario, row.arm);
}

function scenarioOf({ scenarios }: UpgradeInput, name: string): ScenarioFacts | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}

function operationOf(
  scenario: ScenarioFacts | undefined,
  name: string,
): OperationFacts | undefined {
  return scenario?.operations.find((operation) => operation.name === name);
}

/** The versions that have a run, ascending. */
export function presentMajors({ upgrade }: UpgradeInput): number[] {
  return upgrade.versions.filter(({ folder }) => folder !== null).map(({ major }) => major);
}
