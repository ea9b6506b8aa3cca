import { judgeExpectations } from '../../bench/expect/judge.js';
import type { ExpectationResult, PlanNode, PlanSummary } from '../../bench/result/parts.js';
import type { Expectation } from '../../bench/scenario/scenario.js';
import { planNode } from '../plan/node.js';

/** A plan of these nodes, its totals as a summary has them. */
export function madePlan(
  nodes: readonly Partial<PlanNode>[],
  over: Partial<PlanSummary> = {},
): PlanSummary {
  const made = nodes.map((node) => planNode(node));
  return {
    ...{ fingerprint: '0123456789ab', nodes: made, initPlans: 0, tree: '' },
    rowsRemovedByFilter: made.reduce((sum, node) => sum + node.rowsRemovedByFilter, 0),
    buffers: made[0]?.buffers ?? 0,
    heapFetches: made.reduce((sum, node) => sum + (node.heapFetches ?? 0), 0),
    ...{ planningBuffers: 0, planningMs: 1, executionMs: 1, genericPlans: 0, customPlans: 2 },
    ...over,
  };
}

/** Holds a plan of an operation on invoices to one expectation; '' or what is wrong. */
export function complaint(expectation: Expectation, plan: PlanSummary): string {
  const [result] = judgeExpectations({
    ...{ expectations: [expectation], plan, table: 'invoices', roundTrips: 1 },
    ...{ arm: 'rls', tenant: 'whale', operation: 'latest', scenario: 'indexes' },
  });
  if (result === undefined) throw new Error('no rule judged it');
  return wrong(result);
}

function wrong({ status, message }: ExpectationResult): string {
  return status === 'failed' ? message : '';
}
