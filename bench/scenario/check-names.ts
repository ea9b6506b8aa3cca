import { SCHEMAS } from '../dataset/registry.js';
import { type Reject, requireName } from './problem.js';
import type { Scenario } from './scenario.js';

/** Names are given once, and those that the scenario refers to are there. */
export function checkNames(scenario: Scenario, reject: Reject): void {
  for (const list of ['operations', 'arms', 'contrasts', 'siblings'] as const) {
    const names = (scenario[list] ?? []).map(({ name }) => name);
    const again = names.findIndex((name, index) => names.indexOf(name) !== index);
    if (again !== -1) {
      const first = names.indexOf(names[again] as string);
      reject(
        `${list}[${again}].name`,
        `expected a name that no other has, got "${names[again]}" as in ${list}[${first}].`,
      );
    }
  }
  const datasets = SCHEMAS.map(({ name }) => name);
  requireName(reject, 'dataset', 'a folder in schemas/', scenario.dataset, datasets);

  const operations = scenario.operations.map(({ name }) => name);
  const timed = scenario.timed ?? operations;
  for (const [index, name] of timed.entries()) {
    requireName(reject, `timed[${index}]`, 'an operation', name, operations);
  }
  for (const key of ['telling', 'concurrent'] as const) {
    for (const [index, name] of scenario[key].entries()) {
      requireName(reject, `${key}[${index}]`, 'an operation', name, operations);
      if (!timed.includes(name)) {
        reject(`${key}[${index}]`, `expected one of the timed operations, got "${name}".`);
      }
    }
  }
}
