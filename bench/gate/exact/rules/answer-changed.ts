import { finding, sentence, workWords } from '../place.js';
import type { ExactRule } from '../rule.js';

const NOT_COMPARED = 'so its cost is not compared';

/** Whether a finding of this rule is of work that is another; the same in another order is compared. */
export function saysNotCompared(message: string): boolean {
  return message.includes(NOT_COMPARED);
}

/**
 * Other rows than base's: the work is not the same work, so no figure of it is compared. The same rows in
 * another order are the same work: an ORDER BY with ties leaves their order to the plan.
 */
export const answerChanged: ExactRule = (comparison) =>
  comparison.answers
    .filter(({ likeness }) => likeness !== 'same')
    .map((answer) => {
      const { scenario, operation, tenant, base, head, likeness } = answer;
      const what =
        likeness === 'reordered'
          ? 'returns the same rows in another order: its ORDER BY, if it has one, leaves that open'
          : `returns other rows than base does, ${NOT_COMPARED}`;
      return finding(
        comparison,
        { scenario, operation, tenant, arm: null },
        {
          ...{ rule: 'answer-changed', level: 'notice' },
          message: sentence(`${workWords(comparison, answer)} ${what}`),
          ...{ base: `SHA-256 ${base.slice(0, 12)}`, head: `SHA-256 ${head.slice(0, 12)}` },
        },
      );
    });
