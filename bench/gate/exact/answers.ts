import type { ProofResult } from '../../result/parts.js';
import type { TenantName } from '../../scenario/scenario.js';
import type { ExactInput } from './input.js';

/** The rows that an operation returned for a tenant on both sides, as hashes. */
export interface OperationAnswers {
  readonly scenario: string;
  readonly operation: string;
  readonly tenant: TenantName;
  readonly base: string;
  readonly head: string;
  readonly likeness: Likeness;
}

/** How alike two answers are: `reordered` are the same rows in another order. */
export type Likeness = 'same' | 'reordered' | 'other';

/** Hashes of a proof of equal work. Without `rows`, as in a baseline's, another order is another answer. */
export type Answer = Pick<ProofResult, 'answer' | 'rows'>;

export function likeness(base: Answer, head: Answer): Likeness {
  if (base.answer === head.answer) return 'same';
  return base.rows !== undefined && base.rows === head.rows ? 'reordered' : 'other';
}

/** Of every operation and tenant whose work was proved equal on both sides' arms. */
export function answersOf({ gate, proofs }: ExactInput): OperationAnswers[] {
  const proved = proofs.filter(({ proof, answer }) => proof === 'equal work' && answer);
  const found = new Map<string, OperationAnswers>();
  for (const pair of gate.pairs) {
    const { scenario, operation } = pair;
    const ours = proved.filter(
      (each) => each.scenario === scenario && each.operation === operation,
    );
    for (const base of ours) {
      const { tenant, arm } = base;
      if (arm !== pair.base || tenant === null) continue;
      const head = ours.find((each) => each.arm === pair.head && each.tenant === tenant);
      const key = JSON.stringify([scenario, operation, tenant]);
      if (base.answer === undefined || head?.answer === undefined || found.has(key)) continue;
      found.set(key, {
        ...{ scenario, operation, tenant, base: base.answer, head: head.answer },
        likeness: likeness(base, head),
      });
    }
  }
  return [...found.values()];
}
