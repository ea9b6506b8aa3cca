import { planTree } from '../plan/tree.js';
import type { ExpectationResult, PlanSummary } from '../result/parts.js';
import type { Expectation, TenantName } from '../scenario/scenario.js';
import { RULES } from './registry.js';

export interface JudgeRequest {
  readonly expectations: readonly Expectation[];
  readonly plan: PlanSummary;
  /** The operation's first table. */
  readonly table: string;
  /** Of the arm's whole exchange; null where nobody knows. */
  readonly roundTrips: number | null;
  /** Names of the arm, its operation and scenario. */
  readonly arm: string;
  readonly tenant: TenantName;
  readonly operation: string;
  readonly scenario: string;
}

/**
 * Holds one plan to the expectations that are about its arm and tenant: one result a rule, in the
 * order of the expectations and of the registry. Pure. A rule whose data is missing fails and says so.
 */
export function judgeExpectations(request: JudgeRequest): ExpectationResult[] {
  const { expectations, plan, table, roundTrips, arm, tenant, operation, scenario } = request;
  const ours = expectations.filter(
    ({ arms, tenants }) => (arms?.includes(arm) ?? true) && (tenants?.includes(tenant) ?? true),
  );
  return ours.flatMap((expectation) =>
    RULES.flatMap((rule): ExpectationResult[] => {
      const judged = rule.judge(expectation, { plan, table, roundTrips });
      if (judged === null) return [];
      const { passed, expected, actual, message, offenders } = judged;
      return [
        {
          ...{ scenario, operation, tenant, arm, rule: rule.name, expected },
          ...{ status: passed ? 'passed' : 'failed', actual, message },
          plan: passed ? '' : planTree(plan, offenders),
        },
      ];
    }),
  );
}
