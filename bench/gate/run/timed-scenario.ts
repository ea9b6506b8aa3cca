import type { GatePair } from '../../result/gate-parts.js';
import type { JournalRecord } from '../../result/journal.js';
import { type Arm, type Cell, type Scenario, TENANT_NAMES } from '../../scenario/scenario.js';
import { type Answer, likeness } from '../exact/answers.js';

/** A pair that is put under load: all three of its arms are there. */
export type TimedPair = GatePair & {
  readonly base: string;
  readonly again: string;
  readonly head: string;
};

/** The pairs of a scenario that are timed. */
export function timedPairs(pairs: readonly GatePair[], scenario: string): TimedPair[] {
  return pairs.filter(
    (pair): pair is TimedPair =>
      pair.scenario === scenario && pair.base !== null && pair.again !== null && pair.head !== null,
  );
}

/**
 * What is timed of a combined scenario: the arms of its timed pairs and their operations; with it, for
 * the proofs alone, a WHERE arm of base to break isolation beside.
 */
export function timedScenario(
  scenario: Scenario,
  pairs: readonly TimedPair[],
): { readonly measured: Scenario; readonly proved: Scenario } {
  const wanted = new Set(pairs.flatMap(({ base, again, head }) => [base, again, head]));
  const names = new Set(pairs.map(({ operation }) => operation));
  const operations = scenario.operations.filter(({ name }) => names.has(name));
  const within = (arm: Arm): Arm => ({
    ...arm,
    operations: (arm.operations ?? [...names]).filter((name) => names.has(name)),
  });
  const arms = scenario.arms.filter(({ name }) => wanted.has(name)).map(within);
  const contrasts = scenario.contrasts.filter(
    ({ treatment, baseline }) => wanted.has(treatment) && wanted.has(baseline),
  );
  const beside = scenario.arms.find(
    ({ name, isolation, sibling }) =>
      isolation === 'where' && sibling === 'base' && !wanted.has(name),
  );
  const measured = { ...scenario, operations, arms, contrasts };
  return {
    measured,
    proved: beside === undefined ? measured : { ...measured, arms: [...arms, within(beside)] },
  };
}

/**
 * The cells of the pairs whose base and head gave the same answer in the newest proof of it: where they
 * did not, but for the order of rows, the work is not the same work.
 */
export function cellsToTime(
  pairs: readonly TimedPair[],
  records: readonly JournalRecord[],
): Cell[] {
  const answers = new Map<string, Answer>();
  for (const each of records) {
    if (each.type !== 'proof' || each.proof.proof !== 'equal work') continue;
    const { scenario, operation, tenant, arm } = each.proof;
    answers.set(JSON.stringify([scenario, operation, tenant, arm]), each.proof);
  }
  const cells = new Map<string, Cell>();
  for (const { scenario, operation, base, head } of pairs) {
    for (const tenant of TENANT_NAMES) {
      const of = (arm: string) => answers.get(JSON.stringify([scenario, operation, tenant, arm]));
      const [ofBase, ofHead] = [of(base), of(head)];
      if (ofBase?.answer === undefined || ofHead?.answer === undefined) continue;
      if (likeness(ofBase, ofHead) === 'other') continue;
      cells.set(`${operation} ${tenant}`, { operation, tenant, concurrency: 1 });
    }
  }
  return [...cells.values()];
}
