import { CONTEXT_STRATEGIES } from '../context/registry.js';
import type { ScenarioFacts, SiblingFacts } from '../result/parts.js';
import type { Arm, Scenario } from '../scenario/scenario.js';

/** What the result says about a scenario. */
export function scenarioFactsOf(
  scenario: Scenario,
  siblings: readonly SiblingFacts[] = [],
): ScenarioFacts {
  const { name, question, operations, arms, contrasts } = scenario;
  return {
    name,
    question,
    operations: operations.map(({ name, title, where, rls, forms, effect }) => ({
      ...{ name, title, where, rls },
      ...(forms === undefined ? {} : { forms: { ...forms } }),
      ...(effect === undefined ? {} : { effect }),
    })),
    arms: arms.map(({ operations: _, ...arm }) => ({ ...arm, roundTrips: roundTripsOf(arm) })),
    contrasts: contrasts.map((contrast) => ({ ...contrast })),
    telling: [...scenario.telling],
    ...(siblings.length === 0 ? {} : { siblings: [...siblings] }),
  };
}

/**
 * Round trips of one exchange. `pg`'s pipeline sends everything at once, each statement with a Sync
 * of its own, and waits once.
 */
export function roundTripsOf({ client, context }: Pick<Arm, 'client' | 'context'>): number {
  return client === 'pg-pipeline' ? 1 : CONTEXT_STRATEGIES[context].roundTrips;
}
