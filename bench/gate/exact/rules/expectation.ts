import type { GatePair } from '../../../result/gate-parts.js';
import type { ExpectationResult } from '../../../result/parts.js';
import type { GateFinding } from '../../gate-result.js';
import type { Comparison } from '../comparison.js';
import { finding, sentence, workWords } from '../place.js';
import type { ExactRule } from '../rule.js';

/**
 * What head expects of its own plans and does not hold: a failure, but for what base expected and did
 * not hold either. What base did not hold and head does is better. What only base's scenario expects is
 * head's to change, but not unseen.
 */
export const expectation: ExactRule = (comparison) => {
  const { gate, expectations } = comparison.input;
  return gate.pairs.flatMap((pair) => {
    const of = (arm: string | null) =>
      expectations.filter(
        (each) =>
          arm !== null &&
          each.arm === arm &&
          each.scenario === pair.scenario &&
          each.operation === pair.operation,
      );
    const [ofBase, ofHead] = [of(pair.base), of(pair.head)];
    return ofHead.flatMap((is) => {
      if (is.statedBy === 'base') return noLongerStated(comparison, pair, is);
      const was = ofBase.find(
        ({ tenant, rule, expected }) =>
          tenant === is.tenant && rule === is.rule && expected === is.expected,
      );
      const level = levelOf(was, is);
      if (level === null) return [];
      const { scenario, operation, tenant } = is;
      const subject = { scenario, operation, tenant, arm: pair.arm };
      return finding(comparison, subject, {
        ...{ rule: 'expectation', level, message: messageOf(comparison, was, is) },
        ...{ base: was?.actual ?? null, head: is.actual, plans: plansFor(comparison, pair, is) },
      });
    });
  });
};

function noLongerStated(
  comparison: Comparison,
  pair: GatePair,
  is: ExpectationResult,
): GateFinding {
  const { scenario, operation, tenant } = is;
  const subject = { scenario, operation, tenant, arm: pair.arm };
  const work = workWords(comparison, is);
  const message = `head no longer expects ${is.rule} ${is.expected} of ${work}, and its plan would break it: ${is.message}`;
  return finding(comparison, subject, {
    ...{ rule: 'expectation', level: 'notice', message: sentence(message) },
    ...{ head: is.actual, plans: plansFor(comparison, pair, is) },
  });
}

function levelOf(was: ExpectationResult | undefined, is: ExpectationResult) {
  if (is.status === 'failed') return was?.status === 'failed' ? 'notice' : 'failure';
  return was?.status === 'failed' ? 'better' : null;
}

function messageOf(
  comparison: Comparison,
  was: ExpectationResult | undefined,
  is: ExpectationResult,
): string {
  const work = workWords(comparison, is);
  const what = `${is.rule} ${is.expected}`;
  if (is.status === 'passed') {
    return sentence(`${work} holds what is expected of it again (${what}): ${is.message}`);
  }
  const since = was?.status === 'failed' ? ', as it did on base' : '';
  return sentence(`${work} does not hold what is expected of it (${what})${since}: ${is.message}`);
}

/** Head's with the node to blame marked. */
function plansFor({ planOf }: Comparison, pair: GatePair, { tenant, plan }: ExpectationResult) {
  const base = planOf(pair, pair.base, tenant)?.summary.tree;
  const head = plan || planOf(pair, pair.head, tenant)?.summary.tree;
  return base === undefined || head === undefined ? null : { base, head };
}
