import type { GatePair } from '../../../result/gate-parts.js';
import type { GateFinding } from '../../gate-result.js';
import { combinationOfArm } from '../combination.js';
import type { Comparison } from '../comparison.js';
import { aboutWords, finding, sentence, workWords } from '../place.js';
import type { ExactRule } from '../rule.js';

/**
 * Arms that base has for an operation of both sides, and head has no more: nothing of them is compared.
 * To be known; but where that was the last arm under a policy that could be compared, whoever takes it
 * away takes the operation out of the gate, and that is a failure.
 */
export const armGone: ExactRule = (comparison) => {
  const pairs = comparison.input.gate.pairs.filter((pair) => isOfBoth(comparison, pair));
  const gone = pairs.filter(({ base, head }) => base !== null && head === null);
  const unguarded = gone.filter((pair) => isLastUnderPolicy(comparison, pairs, pair));
  return [
    ...unguarded.map((pair) => told(comparison, pair, 'failure')),
    ...widely(
      pairs,
      gone.filter((pair) => !unguarded.includes(pair)),
    ).map((pair) => told(comparison, pair, 'notice')),
  ];
};

type Gone = Pick<GatePair, 'scenario' | 'arm'> & { readonly operation: string | null };

/** One finding for an arm that is gone from all that it did, not one for each operation. */
function widely(pairs: readonly GatePair[], gone: readonly GatePair[]): Gone[] {
  const told = new Map<string, Gone>();
  for (const { scenario, arm, operation } of gone) {
    const isLeft = pairs.some(
      (pair) => pair.scenario === scenario && pair.arm === arm && pair.head !== null,
    );
    const one = { scenario, arm, operation: isLeft ? operation : null };
    told.set(JSON.stringify(one), one);
  }
  return [...told.values()];
}

function told(comparison: Comparison, gone: Gone, level: 'failure' | 'notice'): GateFinding {
  const { scenario, arm, operation } = gone;
  const subject = { scenario, arm, operation, tenant: null };
  const message =
    level === 'failure'
      ? `${workWords(comparison, subject)} is compared on no arm under a policy any more: head has taken arm ${arm} from it`
      : `${aboutWords(comparison, subject)} is not compared: head has it no more`;
  return finding(comparison, subject, {
    ...{ rule: 'not-compared', level, message: sentence(message) },
  });
}

function isOfBoth({ input: { gate } }: Comparison, { scenario, operation }: GatePair): boolean {
  const facts = gate.scenarios.find(({ name }) => name === scenario);
  const state = facts?.operations.find(({ name }) => name === operation)?.state;
  return state === 'same' || state === 'changed';
}

/** What leaks on purpose, or works no more, guarded nothing on base either. */
function isLastUnderPolicy(
  { input: { scenarios } }: Comparison,
  pairs: readonly GatePair[],
  gone: GatePair,
): boolean {
  const arms = scenarios.filter(({ name }) => name === gone.scenario).flatMap((each) => each.arms);
  const isGuard = (name: string | null) => {
    const arm = arms.find((each) => each.name === name);
    return arm?.isolation === 'rls' && combinationOfArm(arm).verdict === 'works';
  };
  if (!isGuard(gone.base)) return false;
  return !pairs.some(
    (pair) =>
      pair.scenario === gone.scenario &&
      pair.operation === gone.operation &&
      isGuard(pair.base) &&
      isGuard(pair.head),
  );
}
