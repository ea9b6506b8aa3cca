import { nodeLines, nodeTitle } from '../plan/tree.js';
import type { PlanSummary } from '../result/result.js';
import { count, formatInteger } from './format.js';

export { nodeTitle };

/** What a node did and decided, one fact a line: its counts, its conditions. */
export function nodeFacts(node: PlanSummary['nodes'][number]): string[] {
  const [title = '', ...facts] = nodeLines(node).map((line) => line.trim());
  const counts = title.slice(title.lastIndexOf('(') + 1, -1);
  return [`Rows: ${counts}`, ...facts];
}

/** A plan's totals in a line. */
export function planCounts(plan: PlanSummary): string {
  const parts = [
    `${count(plan.buffers, 'buffer')} (and ${formatInteger(plan.planningBuffers)} to plan)`,
    ...(plan.rowsRemovedByFilter > 0
      ? [`${count(plan.rowsRemovedByFilter, 'row')} removed by filters`]
      : []),
    ...(plan.initPlans > 0 ? [count(plan.initPlans, 'InitPlan')] : []),
    `planned in ${plan.planningMs} ms, ran in ${plan.executionMs} ms`,
    `${formatInteger(plan.customPlans)} custom and ${formatInteger(plan.genericPlans)} generic plans before`,
  ];
  return `${parts.join('; ')}.`;
}
