import { planFingerprint } from '../../../plan/fingerprint.js';
import { planKind, planKindsDiffer } from '../../../plan/kind.js';
import { shapeDifference } from '../../../plan/shape.js';
import type { PlanSummary } from '../../../result/parts.js';
import type { PlannedPair } from '../comparison.js';
import { finding, plansOf, sentence, subjectOf, workWords } from '../place.js';
import type { ExactRule } from '../rule.js';

/**
 * Another plan: of another shape, that compares something else, or that is made anew for each execution
 * where it was kept (`planKind`), or the other way round. An index of another name with the same columns
 * is none. Where a stronger finding has the pair's plans, this one is left out: see
 * findings.ts.
 */
export const planChanged: ExactRule = (comparison) =>
  comparison.planned.flatMap((planned) => {
    const how = howItChanged(planned);
    if (how === null) return [];
    const subject = subjectOf(planned);
    return finding(comparison, subject, {
      ...{ rule: 'plan-changed', level: 'notice', plans: plansOf(planned) },
      message: sentence(`${workWords(comparison, subject)} ${how}, and stays within the budgets`),
    });
  });

function howItChanged({ base, head }: PlannedPair): string | null {
  if (shapeOf(base) !== shapeOf(head)) {
    const shapes = shapeDifference(base, head);
    return shapes === null
      ? 'compares other things in the same plan'
      : `runs another plan, ${shapes[1]} instead of ${shapes[0]}`;
  }
  if (!planKindsDiffer(base, head)) return null;
  return planKind(head) === 'custom'
    ? 'is planned anew each time, where base keeps a generic plan'
    : 'keeps a generic plan, where base plans anew each time';
}

/** Indexes by their columns, which is what they do. */
function shapeOf({ nodes }: PlanSummary): string {
  return planFingerprint(
    nodes.map((node) => ({
      ...node,
      index: node.index === null ? null : node.indexColumns.join(', ') || node.index,
    })),
  );
}
