import { planFingerprint } from '../../../plan/fingerprint.js';
import { shapeDifference } from '../../../plan/shape.js';
import type { PlanSummary } from '../../../result/parts.js';
import { finding, plansOf, sentence, subjectOf, workWords } from '../place.js';
import type { ExactRule } from '../rule.js';

/**
 * Another plan: of another shape, or that compares something else. An index of another name with the
 * same columns is none. Where a stronger finding has the pair's plans, this one is left out: see
 * findings.ts.
 */
export const planChanged: ExactRule = (comparison) =>
  comparison.planned.flatMap((planned) => {
    if (shapeOf(planned.base) === shapeOf(planned.head)) return [];
    const shapes = shapeDifference(planned.base, planned.head);
    const subject = subjectOf(planned);
    const how =
      shapes === null
        ? 'compares other things in the same plan'
        : `runs another plan, ${shapes[1]} instead of ${shapes[0]}`;
    return finding(comparison, subject, {
      ...{ rule: 'plan-changed', level: 'notice', plans: plansOf(planned) },
      message: sentence(`${workWords(comparison, subject)} ${how}, and stays within the budgets`),
      ...(shapes === null ? {} : { base: shapes[0], head: shapes[1] }),
    });
  });

/** Indexes by their columns, which is what they do. */
function shapeOf({ nodes }: PlanSummary): string {
  return planFingerprint(
    nodes.map((node) => ({
      ...node,
      index: node.index === null ? null : node.indexColumns.join(', ') || node.index,
    })),
  );
}
