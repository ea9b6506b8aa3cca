import type { PlanSummary } from '../result/parts.js';

/**
 * Which kind of plan a prepared statement ended up with. Once the generic plan is chosen it stays:
 * it is dearer than the average custom plan or it isn't, and no custom plan is made any more
 * (Postgres manual, PREPARE, "Notes").
 */
export function planKind(
  counts: Pick<PlanSummary, 'genericPlans' | 'customPlans'>,
): 'generic' | 'custom' {
  return counts.genericPlans > 0 ? 'generic' : 'custom';
}

/**
 * True where one arm runs a generic plan and the other plans anew each time: their contrast then
 * holds the cost of planning too, so it carries a warning and a twin with equal `plan_cache_mode`.
 */
export function planKindsDiffer(
  a: Pick<PlanSummary, 'genericPlans' | 'customPlans'>,
  b: Pick<PlanSummary, 'genericPlans' | 'customPlans'>,
): boolean {
  return planKind(a) !== planKind(b);
}
