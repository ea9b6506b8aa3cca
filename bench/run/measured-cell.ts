import type { NamedTenant } from '../dataset/dataset.js';
import { planKindsDiffer } from '../plan/kind.js';
import type { ProvedWork } from '../proof/prove.js';
import type { PlanRecord } from '../result/journal.js';
import type { Arm, Cell, Operation, Scenario } from '../scenario/scenario.js';
import type { MeasuredCell } from './measurement.js';
import { workOf } from './work.js';

/** A cell with its arms: a twin pair takes part only where the pair it stands beside differs in kind of plan. */
export function measuredCell(
  cell: Cell,
  scenario: Scenario,
  operations: readonly Operation[],
  known: {
    readonly tenants: readonly NamedTenant[];
    readonly proved: readonly ProvedWork[];
    readonly plans: readonly PlanRecord[];
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
  const planOf = (arm: string) =>
    known.plans.find(
      (plan) =>
        plan.operation === cell.operation && plan.tenant === cell.tenant && plan.arm === arm,
    )?.summary;
  const idle = new Set(
    scenario.twins
      .filter(({ of }) => {
        const [treatment, baseline] = [planOf(of.treatment), planOf(of.baseline)];
        return !(treatment && baseline && planKindsDiffer(treatment, baseline));
      })
      .flatMap(({ treatment, baseline }) => [treatment, baseline]),
  );
  const arms = scenario.arms.filter(({ name }) => !idle.has(name));
  const workByArm = new Map(
    scenario.arms.map((arm) => [arm.name, workOf(arm, operation, tenant, sets)]),
  );
  return { ...cell, arms, workOf: (arm: Arm) => workByArm.get(arm.name) ?? [] };
}
