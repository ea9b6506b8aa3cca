import {
  type Cell,
  type Operation,
  type Scenario,
  TENANT_NAMES,
  type TenantName,
} from '../scenario/scenario.js';
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
 * - `telling`: the scenario's telling operations for its telling tenants at concurrency 1, and, where
 *   it has concurrent operations, the first of them for the whale above the core count;
 * - `quick`: every timed operation and tenant at concurrency 1, the concurrent ones above;
 * - `all`: every operation and tenant at both; of a scenario with siblings only the concurrent ones
 *   above, since its question is one of plans.
 */
export function cellsOf(scenario: Scenario, cells: Profile['cells'], cores: number): Cell[] {
  const names = scenario.operations.map(({ name }) => name);
  // Without contrasts nothing is paired: its probes make its load.
  if (scenario.contrasts.length === 0) return [];
  const high = highConcurrency(cores);
  const grid = (
    operations: readonly string[],
    concurrency: number,
    tenants: readonly TenantName[] = TENANT_NAMES,
  ): Cell[] =>
    operations.flatMap((operation) =>
      tenants.map((tenant) => ({ operation, tenant, concurrency })),
    );
  switch (cells) {
    case 'telling': {
      const first = scenario.telling.slice(0, scenario.concurrent.length > 0 ? 1 : 0);
      return [
        ...grid(scenario.telling, 1, scenario.tellingTenants),
        ...grid(first, high).slice(0, 1),
      ];
    }
    case 'quick':
      return [
        ...grid(tellingFirst(scenario.timed ?? names, scenario), 1, scenario.timedTenants),
        ...grid(scenario.concurrent, high),
      ];
    case 'all':
      return [
        ...grid(tellingFirst(names, scenario), 1),
        ...grid(scenario.siblings ? scenario.concurrent : names, high),
      ];
  }
}

/** The operations a profile proves and plans: those it measures, or all where it judges every plan. */
export function operationsFor(scenario: Scenario, cells: Profile['cells']): readonly Operation[] {
  return cells === 'telling'
    ? scenario.operations.filter(({ name }) => scenario.telling.includes(name))
    : scenario.operations;
}

function tellingFirst(names: readonly string[], scenario: Scenario): string[] {
  return [...scenario.telling, ...names.filter((name) => !scenario.telling.includes(name))];
}
