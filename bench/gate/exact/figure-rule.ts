import type { GateBudget, GateBudgets } from '../../result/gate-parts.js';
import type { PlanSummary } from '../../result/parts.js';
import type { FindingRule, GateFinding } from '../gate-result.js';
import { judgeFigure } from './budget.js';
import { causeOf } from './cause.js';
import type { Comparison, PlannedPair } from './comparison.js';
import { finding, plansOf, sentence, subjectOf, workWords } from './place.js';
import type { ExactRule } from './rule.js';

/** A figure of a plan that has a budget. */
export interface PlanFigure {
  readonly rule: FindingRule;
  readonly budget: keyof GateBudgets;
  /** Null where the plan does not have it. */
  readonly of: (plan: PlanSummary) => number | null;
  /** With its unit: "4 buffers". */
  readonly words: (value: number) => string;
  /** What the work does, to follow its name: "reads 912 buffers instead of 4". */
  readonly does: (head: number, base: number) => string;
  /** What a node has of it, for who is to blame; absent: nobody can be told. */
  readonly own?: Parameters<typeof causeOf>[2];
}

/** Compares one figure of every pair of plans. */
export function figureRule(figure: PlanFigure): ExactRule {
  return (comparison) =>
    comparison.planned.flatMap((planned) => compareFigure(comparison, planned, figure) ?? []);
}

function compareFigure(
  comparison: Comparison,
  planned: PlannedPair,
  figure: PlanFigure,
): GateFinding | null {
  const [base, head] = [figure.of(planned.base), figure.of(planned.head)];
  if (base === null || head === null) return null;
  const budget: GateBudget = comparison.input.gate.budgets[figure.budget];
  const judged = judgeFigure(budget, base, head);
  if (judged === 'alike') return null;
  const isWorse = judged === 'worse';
  const cause = isWorse && figure.own ? causeOf(planned, comparison, figure.own) : null;
  const subject = subjectOf(planned);
  const what = `${workWords(comparison, subject)} ${figure.does(head, base)}`;
  return finding(comparison, subject, {
    rule: figure.rule,
    level: isWorse ? 'failure' : 'better',
    message: sentence(cause === null ? what : `${what}: ${cause}`),
    ...{ base: figure.words(base), head: figure.words(head) },
    ...{ baseValue: base, headValue: head, plans: plansOf(planned) },
  });
}
