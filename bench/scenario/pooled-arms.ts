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

/**
 * The scenario where there is no PgBouncer: without the arms that go through it and what compares or
 * expects something of them. Each arm left out is an entry with the reason.
 */
export function withoutPooledArms(
  scenario: Scenario,
  reason: string,
): { scenario: Scenario; skipped: SkippedWork[] } {
  const arms = scenario.arms.filter((arm) => !isPooled(arm));
  const left = new Set(arms.map(({ name }) => name));
  const skipped = scenario.arms.filter(isPooled).map(({ name }) => ({
    ...{ scenario: scenario.name, operation: null, tenant: null, concurrency: null },
    ...{ arm: name, reason },
  }));
  return {
    scenario: {
      ...scenario,
      arms,
      contrasts: scenario.contrasts.filter(
        ({ treatment, baseline }) => left.has(treatment) && left.has(baseline),
      ),
      operations: scenario.operations.map((operation) =>
        operation.expect === undefined
          ? operation
          : { ...operation, expect: expectationsOf(operation.expect, left) },
      ),
    },
    skipped,
  };
}

function expectationsOf(expect: readonly Expectation[], left: ReadonlySet<string>): Expectation[] {
  return expect
    .map((each) =>
      each.arms === undefined ? each : { ...each, arms: each.arms.filter((arm) => left.has(arm)) },
    )
    .filter(({ arms }) => arms === undefined || arms.length > 0);
}
