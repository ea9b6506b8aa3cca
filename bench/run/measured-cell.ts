import type { NamedTenant } from '../dataset/dataset.js';
import { workOf } from '../load/work-of.js';
import type { ProvedWork } from '../proof/prove.js';
import { statementNameOf } from '../scenario/parameters.js';
import type { Arm, Cell, Operation, Scenario } from '../scenario/scenario.js';
import type { MeasuredCell } from './measurement.js';

/** A cell with all the scenario's arms and the work that each of them was proved with. */
export function measuredCell(
  cell: Cell,
  scenario: Scenario,
  operations: readonly Operation[],
  known: {
    readonly tenants: readonly NamedTenant[];
    readonly proved: readonly ProvedWork[];
  },
): MeasuredCell {
  const operation = operations.find(({ name }) => name === cell.operation);
  const tenant = known.tenants.find(({ name }) => name === cell.tenant);
  const sets = known.proved.find(
    (each) => each.operation === cell.operation && each.tenant === cell.tenant,
  )?.sets;
  if (!operation || !tenant || !sets) {
    throw new Error(`No proved work for ${cell.operation}, ${cell.tenant}`);
  }
  const workByArm = new Map(
    scenario.arms.map((arm) => [arm.name, workOf(arm, operation, tenant, sets)]),
  );
  return {
    ...cell,
    arms: scenario.arms,
    statementName: statementNameOf(cell.operation, cell.tenant),
    workOf: (arm: Arm) => workByArm.get(arm.name) ?? [],
  };
}
