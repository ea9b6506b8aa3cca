import type { GatePair } from '../../../result/gate-parts.js';
import type { ProofResult } from '../../../result/parts.js';
import type { Comparison } from '../comparison.js';
import { aboutWords, finding, type Subject, sentence } from '../place.js';
import type { ExactRule } from '../rule.js';

/** Proofs that say whose rows a tenant sees; the others say that all arms do the same work, and as sent. */
const ISOLATION_PROOFS = ['policy is active', 'no foreign rows', 'no context, no rows'];

/**
 * A proof that fails on head is a failure, whatever base did: no pull request is let through that
 * shows a tenant another's rows because the last one did. One that failed on base alone is better.
 * A control that belongs to no arm says that the checks are blind, which fails too.
 */
export const proofs: ExactRule = (comparison) => {
  const { gate, proofs: results } = comparison.input;
  const arms = armNames(gate.pairs);
  const failed = results.filter(({ status }) => status === 'failed');
  return failed.map(withoutOurNames).flatMap((result) => {
    const { scenario, operation, tenant } = result;
    const own = arms.get(armKey(scenario, result.arm ?? ''));
    const subject = { scenario, operation, tenant, arm: own?.arm ?? null };
    if (own === undefined || own.side === 'head') {
      return finding(comparison, subject, {
        ...{ rule: ruleOf(comparison, result), level: 'failure', head: result.detail },
        message: failureWords(comparison, subject, result),
      });
    }
    const ofHead = results.filter(
      (each) =>
        each.proof === result.proof &&
        each.operation === operation &&
        each.tenant === tenant &&
        arms.get(armKey(each.scenario, each.arm ?? ''))?.side === 'head' &&
        arms.get(armKey(each.scenario, each.arm ?? ''))?.arm === own.arm &&
        each.scenario === scenario,
    );
    if (ofHead.some(({ status }) => status === 'failed')) return [];
    const isMended = own.side === 'base' && ofHead.some(({ status }) => status === 'passed');
    const who = own.side === 'again' ? "base's second clone" : 'base';
    return finding(comparison, subject, {
      ...{ rule: ruleOf(comparison, result), level: isMended ? 'better' : 'notice' },
      base: result.detail,
      message: isMended
        ? sentence(
            `${aboutWords(comparison, subject)} passes the proof "${result.proof}", which base fails: ${result.detail}`,
          )
        : sentence(
            `${aboutWords(comparison, subject)} fails the proof "${result.proof}" on ${who}: ${result.detail}`,
          ),
    });
  });
};

/** A run's prefix and what the role is for (bench/target/roles.ts); names of a pull request's own stay. */
const OUR_ROLE = /(?:role )?"?\brlsbench_[a-z0-9]+_(rls|where)\b"?/g;

/** Our roles have another name in every run, which says nothing to anybody. */
function withoutOurNames(result: ProofResult): ProofResult {
  const detail = result.detail.replace(OUR_ROLE, (_, isolation) =>
    isolation === 'rls' ? "the RLS arms' role" : "the WHERE arms' role",
  );
  return { ...result, detail };
}

function failureWords(comparison: Comparison, subject: Subject, { proof, detail }: ProofResult) {
  return sentence(`${aboutWords(comparison, subject)} fails the proof "${proof}": ${detail}`);
}

/** A row of another tenant is one of isolation, whichever proof met it; what a WHERE arm may do is not. */
function ruleOf({ input }: Comparison, { scenario, proof, arm, detail }: ProofResult) {
  const facts = input.scenarios
    .filter(({ name }) => name === scenario)
    .flatMap(({ arms }) => arms)
    .find(({ name }) => name === arm);
  if (facts?.isolation === 'where') return 'proof';
  const isIsolation = ISOLATION_PROOFS.includes(proof) || detail.includes('row of another tenant');
  return isIsolation ? 'isolation' : 'proof';
}

interface OwnArm {
  readonly side: 'base' | 'again' | 'head';
  readonly arm: string;
}

/** The arms of the gate's own scenarios, by what they stand for. */
function armNames(pairs: readonly GatePair[]): Map<string, OwnArm> {
  const names = new Map<string, OwnArm>();
  for (const { scenario, arm, ...sides } of pairs) {
    for (const side of ['base', 'again', 'head'] as const) {
      const name = sides[side];
      if (name !== null) names.set(armKey(scenario, name), { side, arm });
    }
  }
  return names;
}

function armKey(scenario: string, arm: string): string {
  return JSON.stringify([scenario, arm]);
}
