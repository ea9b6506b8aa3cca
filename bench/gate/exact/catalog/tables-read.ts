import type { ExactInput } from '../input.js';

/**
 * The tables that head's plans read, which are those that proofs looked at; a partition stands for its
 * table too. Null where nothing of head's was planned: its proofs failed.
 */
export function tablesRead({ gate, plans }: ExactInput): ReadonlySet<string> | null {
  const ofHead = plans.filter(({ scenario, arm }) =>
    gate.pairs.some((pair) => pair.scenario === scenario && pair.head === arm),
  );
  if (ofHead.length === 0) return null;
  return new Set(
    ofHead
      .flatMap(({ summary }) => summary.nodes)
      .flatMap(({ relation, parentTable }) => [relation, parentTable])
      .filter((name) => typeof name === 'string'),
  );
}
