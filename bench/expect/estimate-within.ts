import { count, nodeTitle, number } from '../plan/tree.js';
import type { PlanNode, PlanSummary } from '../result/parts.js';
import { executed, isTableScan } from './plan-walk.js';
import { defineRule, failed, passed } from './rule.js';
import { mayStopEarly } from './stops-early.js';

/**
 * At every scan of a table or index, the planner's rows and the actual rows a loop are at most this
 * many times apart, both taken as 1 at least. A scan that something above may have stopped gave fewer
 * rows than it would have: that is no wrong estimate, so it is judged by too few alone.
 */
export const estimateWithin = defineRule(
  'estimateWithin',
  (times) => `${number(times)} times`,
  (most, { plan }) => {
    const scans = executed(plan).filter(
      (node) => isTableScan(node) || node.nodeType === 'Bitmap Index Scan',
    );
    if (scans.length === 0) return failed('no table is read', 'the plan reads no table');
    const worst = scans.reduce((a, b) => (timesApart(plan, b) > timesApart(plan, a) ? b : a));
    const times = timesApart(plan, worst);
    const few = worst.estimatedRows < worst.actualRows;
    const actual =
      times === 1 ? 'as estimated' : `${number(times)} times too ${few ? 'few' : 'many'}`;
    if (times <= most)
      return passed(actual, `its estimates are at most ${number(times)} times off`);
    const message = `estimates ${count(worst.estimatedRows, 'row')} and gets ${number(worst.actualRows)}: ${actual}, at ${nodeTitle(worst)}`;
    return failed(actual, message, [worst]);
  },
);

function timesApart(plan: PlanSummary, node: PlanNode): number {
  const estimated = Math.max(1, node.estimatedRows);
  const actual = Math.max(1, node.actualRows);
  if (estimated > actual && mayStopEarly(plan, node)) return 1;
  return Math.max(estimated, actual) / Math.min(estimated, actual);
}
