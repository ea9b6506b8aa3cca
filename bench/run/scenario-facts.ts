import { CONTEXT_STRATEGIES } from '../context/registry.js';
import type { ScenarioFacts } from '../result/parts.js';
import type { Arm, Scenario } from '../scenario/scenario.js';

/** What the result says about a scenario. */
export function scenarioFactsOf(scenario: Scenario): ScenarioFacts {
  const { name, question, operations, arms, contrasts } = scenario;
  return {
    name,
    question,
    operations: operations.map(({ name, title, where, rls }) => ({ name, title, where, rls })),
    arms: arms.map((arm) => ({ ...arm, roundTrips: roundTripsOf(arm) })),
    contrasts: contrasts.map((contrast) => ({ ...contrast })),
    telling: [...scenario.telling],
  };
}

/**
 * Round trips of one exchange. `pg`'s pipeline sends everything at once, each statement with a Sync
 * of its own, and waits once.
 */
export function roundTripsOf({ client, context }: Pick<Arm, 'client' | 'context'>): number {
  return client === 'pg-pipeline' ? 1 : CONTEXT_STRATEGIES[context].roundTrips;
}
