import { finding, sentence, workWords } from '../place.js';
import type { ExactRule } from '../rule.js';

/** Other rows than base's: the work is not the same work, so no figure of it is compared. */
export const answerChanged: ExactRule = (comparison) =>
  comparison.answers
    .filter(({ base, head }) => base !== head)
    .map((answer) => {
      const { scenario, operation, tenant, base, head } = answer;
      const message = `${workWords(comparison, answer)} returns other rows than base does, so its cost is not compared`;
      return finding(
        comparison,
        { scenario, operation, tenant, arm: null },
        {
          ...{ rule: 'answer-changed', level: 'notice', message: sentence(message) },
          ...{ base: `SHA-256 ${base.slice(0, 12)}`, head: `SHA-256 ${head.slice(0, 12)}` },
        },
      );
    });
