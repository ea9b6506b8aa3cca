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

/**
 * The kind of plan that a block's executions ran: `mixed` where a session changed its mind after it
 * had the choice, so that the block holds both.
 */
export type LoadedKind = 'generic' | 'custom' | 'mixed';

/** A session's first executions are planned anew whatever it costs; then it compares (plancache.c). */
const FIRST_CUSTOM_PLANS = 5;

/**
 * The kind of plan of an arm in a block, from the counts over its sessions since they were opened,
 * warm-up included:
 * - `custom`: no execution had a generic plan;
 * - `generic`: all had one, or all but the first five of each session, which the warm-up holds;
 * - `mixed`: some session went generic later than it might have, or not at all when others did.
 */
export function loadedKind(
  { genericPlans, customPlans }: Pick<PlanSummary, 'genericPlans' | 'customPlans'>,
  sessions: number,
): LoadedKind {
  if (genericPlans === 0) return 'custom';
  return customPlans <= FIRST_CUSTOM_PLANS * sessions ? 'generic' : 'mixed';
}
