import { type Cell, type Scenario, TENANT_NAMES } from '../scenario/scenario.js';
import type { Profile } from './profiles.js';

/**
 * The one level above the core count. Just above it: each worker holds a connection an arm, and they
 * are opened anew each pass, so twice the cores of a large machine would be spent on connecting.
 */
export function highConcurrency(cores: number): number {
  return cores + 2;
}

/**
 * The cells a profile measures, most telling first.
 * - `telling`: the scenario's telling operations for every tenant at concurrency 1, and the first of
 *   them for the whale above the core count;
 * - `quick`: every operation and tenant at concurrency 1, the scenario's concurrent ones above;
 * - `all`: every operation and tenant at both.
 */
export function cellsOf(scenario: Scenario, cells: Profile['cells'], cores: number): Cell[] {
  const names = scenario.operations.map(({ name }) => name);
  const high = highConcurrency(cores);
  const grid = (operations: readonly string[], concurrency: number): Cell[] =>
    operations.flatMap((operation) =>
      TENANT_NAMES.map((tenant) => ({ operation, tenant, concurrency })),
    );
  switch (cells) {
    case 'telling':
      return [
        ...grid(scenario.telling, 1),
        ...grid(scenario.telling.slice(0, 1), high).slice(0, 1),
      ];
    case 'quick':
      return [...grid(tellingFirst(names, scenario), 1), ...grid(scenario.concurrent, high)];
    case 'all':
      return [...grid(tellingFirst(names, scenario), 1), ...grid(names, high)];
  }
}

function tellingFirst(names: readonly string[], scenario: Scenario): string[] {
  return [...scenario.telling, ...names.filter((name) => !scenario.telling.includes(name))];
}
