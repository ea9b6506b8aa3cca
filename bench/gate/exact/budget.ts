import type { GateBudget } from '../../result/gate-parts.js';

/** The larger of the two allowances, over base's figure. */
export function allowance(budget: GateBudget, base: number): number {
  return Math.max(budget.ratio * base, budget.absolute);
}

/**
 * `worse`: head's figure exceeds base's by more than the allowance; `better`: it is lower by more than
 * that, of base's figure too, so that going there and back is worse and better.
 */
export function judgeFigure(
  budget: GateBudget,
  base: number,
  head: number,
): 'worse' | 'better' | 'alike' {
  if (head > base + allowance(budget, base)) return 'worse';
  return base > head + allowance(budget, head) ? 'better' : 'alike';
}
