import { count, nodeTitle, number } from '../plan/tree.js';
import type { PlanNode } from '../result/parts.js';
import { executed } from './plan-walk.js';
import { defineRule, failed, passed } from './rule.js';

/**
 * Rows that filters and rechecks threw away. EXPLAIN prints them a loop, rounded: of a filter in many
 * loops only a range is known, and the expectation holds only where all of the range does.
 */
export const maxRowsRemoved = defineRule('maxRowsRemoved', number, (most, { plan }) => {
  const filters = executed(plan);
  const removed = plan.rowsRemovedByFilter;
  const unseen = filters.reduce((sum, node) => sum + roundedAway(node), 0);
  const actual = `${count(removed, 'row')} removed`;
  if (removed + unseen <= most) return passed(actual, actual);
  const atMost = (node: PlanNode) => node.rowsRemovedByFilter + roundedAway(node);
  const [worst] = filters.sort((a, b) => atMost(b) - atMost(a));
  if (worst === undefined) return failed(actual, actual);
  if (removed > most) {
    const message = `reads ${count(removed, 'row')} only to throw them away, ${number(worst.rowsRemovedByFilter)} of them in ${nodeTitle(worst)}`;
    return failed(actual, message, [worst]);
  }
  const message = `may throw away up to ${count(removed + unseen, 'row')}: in ${number(worst.loops)} loops of ${nodeTitle(worst)} Postgres rounds what it removed a loop`;
  return failed(`up to ${count(removed + unseen, 'row')} removed`, message, [worst]);
});

/** Half a row a loop, where a filter ran more than once. */
function roundedAway({ filter, details = [], loops }: PlanNode): number {
  const filters = filter !== null || details.some((detail) => detail.startsWith('Join Filter'));
  return filters && loops > 1 ? Math.floor(loops / 2) : 0;
}
