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
 * Round trips of one exchange, those of making a connection or waiting for one of a pool not counted.
 * `pg` ends each statement with a Sync of its own, so it waits for each, whatever the strategy groups;
 * its pipeline sends them all and waits once. A round of the simple form is one message by any client.
 */
export function roundTripsOf({
  client,
  context,
  statement,
}: Pick<Arm, 'client' | 'context' | 'statement'>): number {
  const { roundTrips, exchange } = CONTEXT_STRATEGIES[context];
  if (client === 'pg-pipeline') return 1;
  if (client === 'wire' || statement === 'simple') return roundTrips;
  return exchange({ name: '', text: '', values: [], tenantId: '' }).flat().length;
}
