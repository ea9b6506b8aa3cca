import { finding, sentence, workWords } from '../place.js';
import type { ExactRule } from '../rule.js';

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
          : 'returns other rows than base does, so its cost is not compared';
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
