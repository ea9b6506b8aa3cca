import type { Scenario } from './scenario.js';

/** The tables of a scenario's operations, each once. */
export function tablesOf({ operations }: Pick<Scenario, 'operations'>): string[] {
  return [...new Set(operations.flatMap(({ tables }) => tables))];
}

/** Those of its writes: what its logins may change on the scenario's siblings. */
export function writtenTables({ operations }: Pick<Scenario, 'operations'>): string[] {
  return tablesOf({ operations: operations.filter(({ effect }) => effect === 'write') });
}
