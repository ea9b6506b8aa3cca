import { count, number } from '../plan/tree.js';
import type { PlanNode, PlanSummary } from '../result/parts.js';
import { executed } from './plan-walk.js';
import { defineRule, failed, passed } from './rule.js';

/** Calls of functions an execution, planning included where it plans; see `openCallCounter`. */
export const maxFunctionCalls = defineRule(
  'maxFunctionCalls',
  number,
  (most, { plan: { calls, ...plan } }) => {
    if (calls === undefined) {
      return failed('not counted', 'function calls were not counted: see the warnings of this arm');
    }
    const total = calls.reduce((sum, each) => sum + each.calls, 0);
    const words = [...calls]
      .sort((a, b) => b.calls - a.calls)
      .map(
        ({ function: name, calls: of, standIn }) =>
          `${name} ${number(of)}${standIn ? ' (by a stand-in)' : ''}`,
      )
      .join(', ');
    const actual = total === 0 ? 'no calls' : words;
    if (total <= most) return passed(actual, `makes ${count(total, 'function call')}`);
    const callers = calls.flatMap(({ function: name }) => callersOf(plan, name));
    return failed(actual, `makes ${count(total, 'function call')}: ${words}`, callers);
  },
);

/** The nodes that read most rows through a condition that calls a function. */
function callersOf(plan: Pick<PlanSummary, 'nodes'>, name: string): PlanNode[] {
  const callers = executed(plan).filter(({ filter, indexCondition, details = [] }) =>
    [filter ?? '', indexCondition ?? '', ...details].some((text) => text.includes(`${name}(`)),
  );
  const rows = (node: PlanNode) => node.actualRows * node.loops + node.rowsRemovedByFilter;
  return callers.sort((a, b) => rows(b) - rows(a)).slice(0, 1);
}
