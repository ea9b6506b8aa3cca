import type { SkippedWork } from '../result/parts.js';
import type { Arm, Expectation, Scenario } from './scenario.js';

/** Whether an arm's load goes through PgBouncer. */
export function isPooled({ route }: Pick<Arm, 'route'>): boolean {
  return route === 'pgbouncer-transaction' || route === 'pgbouncer-session';
}

/** Whether PgBouncer is of use to a scenario: to its arms, or to the probe that tries what leaks. */
export function wantsPooler({ arms, probes = [] }: Scenario): boolean {
  return arms.some(isPooled) || probes.includes('leak-matrix');
}

/** A scenario that lacks some of its arms, and an entry for each of those. */
export interface LessArms {
  readonly scenario: Scenario;
  readonly skipped: SkippedWork[];
}

/** The scenario where there is no PgBouncer: without the arms that go through it. */
export function withoutPooledArms(scenario: Scenario, reason: string): LessArms {
  const pooled = scenario.arms.filter(isPooled);
  return withoutArms(scenario, new Map(pooled.map(({ name }) => [name, reason])));
}

/**
 * A scenario without some of its arms, without those that repeat them, and without what compares or
 * expects something of them.
 *
 * @param left why each is left out, by the arm's name
 */
export function withoutArms(scenario: Scenario, left: ReadonlyMap<string, string>): LessArms {
  const reasonOf = ({ name, repeats }: Arm) => left.get(name) ?? left.get(repeats ?? '');
  const arms = scenario.arms.filter((arm) => reasonOf(arm) === undefined);
  const kept = new Set(arms.map(({ name }) => name));
  const skipped = scenario.arms.flatMap((arm) => {
    const reason = reasonOf(arm);
    if (reason === undefined) return [];
    const place = { scenario: scenario.name, operation: null, tenant: null, concurrency: null };
    return { ...place, arm: arm.name, reason };
  });
  const less: Scenario = {
    ...scenario,
    arms,
    contrasts: scenario.contrasts.filter(
      ({ treatment, baseline }) => kept.has(treatment) && kept.has(baseline),
    ),
    operations: scenario.operations.map((operation) =>
      operation.expect === undefined
        ? operation
        : { ...operation, expect: expectationsOf(operation.expect, kept) },
    ),
  };
  return { scenario: less, skipped };
}

function expectationsOf(expect: readonly Expectation[], kept: ReadonlySet<string>): Expectation[] {
  return expect
    .map((each) =>
      each.arms === undefined ? each : { ...each, arms: each.arms.filter((arm) => kept.has(arm)) },
    )
    .filter(({ arms }) => arms === undefined || arms.length > 0);
}
