import { combinationOfArm } from '../combination.js';
import type { ArmPair } from '../comparison.js';
import { finding, sentence } from '../place.js';
import type { ExactRule } from '../rule.js';

/**
 * An arm of both sides whose way to carry the tenant worked, and now leaks, does nothing or cannot
 * work on its route. What never worked is there to fail: scenarios have such controls.
 */
export const context: ExactRule = (comparison) =>
  comparison.arms.flatMap((pair) => {
    const [was, is] = [combinationOfArm(pair.base), combinationOfArm(pair.head)];
    const [worked, works] = [was.verdict === 'works', is.verdict === 'works'];
    if (worked === works) return [];
    const [before, now] = [wayOf(pair.base), wayOf(pair.head)];
    const message = worked
      ? `arm ${pair.arm} carries the tenant by ${now} instead of ${before}, and that ${is.verdict}: ${is.why}`
      : `arm ${pair.arm} carries the tenant by ${now} instead of ${before}, and that works: ${is.why}`;
    return finding(
      comparison,
      { ...placeOf(pair), operation: null, tenant: null },
      {
        ...{ rule: 'context', level: worked ? 'failure' : 'better', message: sentence(message) },
        ...{ base: `${before}: ${was.verdict}`, head: `${now}: ${is.verdict}` },
      },
    );
  });

function wayOf({ context: name, route, client, statement }: ArmPair['base']): string {
  return [name, `by ${client}`, route ?? 'direct-pooled', statement].filter(Boolean).join(', ');
}

function placeOf({ scenario, arm }: ArmPair) {
  return { scenario, arm };
}
