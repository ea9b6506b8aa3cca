import type { TenantName } from '../../scenario/scenario.js';
import type { ExactInput } from './input.js';

/** The rows that an operation returned for a tenant on both sides, as hashes. */
export interface OperationAnswers {
  readonly scenario: string;
  readonly operation: string;
  readonly tenant: TenantName;
  readonly base: string;
  readonly head: string;
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
    for (const { tenant, arm, answer: base } of ours) {
      if (arm !== pair.base || tenant === null) continue;
      const head = ours.find((each) => each.arm === pair.head && each.tenant === tenant)?.answer;
      const key = JSON.stringify([scenario, operation, tenant]);
      if (base === undefined || head === undefined || found.has(key)) continue;
      found.set(key, { scenario, operation, tenant, base, head });
    }
  }
  return [...found.values()];
}
