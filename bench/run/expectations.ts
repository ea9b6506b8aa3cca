import { judgeExpectations } from '../expect/judge.js';
import type { PlanRecord } from '../result/journal.js';
import type { ExpectationResult } from '../result/parts.js';
import type { Scenario } from '../scenario/scenario.js';
import { roundTripsOf } from './scenario-facts.js';

/** Holds a captured plan to what its operation expects of its arm and tenant. */
export function judgePlan(scenario: Scenario, plan: PlanRecord): ExpectationResult[] {
  const operation = scenario.operations.find(({ name }) => name === plan.operation);
  const arm = scenario.arms.find(({ name }) => name === plan.arm);
  const [table] = operation?.tables ?? [];
  if (!operation?.expect || !arm || table === undefined) return [];
  return judgeExpectations({
    expectations: operation.expect,
    plan: plan.summary,
    table,
    roundTrips: roundTripsOf(arm),
    ...{ arm: plan.arm, tenant: plan.tenant, operation: plan.operation, scenario: scenario.name },
  });
}
