import type { NamedTenant } from '../dataset/dataset.js';
import { workOf } from '../load/work-of.js';
import type { ProvedWork } from '../proof/prove.js';
import { statementNameOf } from '../scenario/parameters.js';
import { rowsOf } from '../scenario/rows-of.js';
import type { Arm, Cell, Operation, Scenario, TenantName } from '../scenario/scenario.js';
import { takesPart } from '../scenario/taking-part.js';
import type { MeasuredCell } from './measurement.js';

/** A cell with the arms that take part in it and the work that each of them was proved with. */
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
  if (!operation) throw new Error(`No operation ${cell.operation}`);
  const provedWork = (arm: Arm, name: TenantName) => {
    const tenant = known.tenants.find((each) => each.name === name);
    const rows = rowsOf(scenario, arm);
    const sets = known.proved.find(
      (each) => each.operation === cell.operation && each.tenant === name && each.rows === rows,
    )?.sets;
    if (!tenant || !sets) throw new Error(`No proved work for ${cell.operation}, ${name}`);
    return workOf(arm, operation, tenant, sets, cell.tenant);
  };
  const arms = scenario.arms.filter((arm) => takesPart(arm, operation));
  const workByArm = new Map(
    arms.map((arm) => {
      const own = provedWork(arm, cell.tenant);
      const { warmedBy } = arm;
      return [arm.name, { own, warming: warmedBy ? provedWork(arm, warmedBy) : own }];
    }),
  );
  return {
    ...cell,
    arms,
    statementName: statementNameOf(cell.operation, cell.tenant),
    workOf: (arm) => workByArm.get(arm.name)?.own ?? [],
    warmingWorkOf: (arm) => workByArm.get(arm.name)?.warming ?? [],
  };
}
