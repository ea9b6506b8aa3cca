import { BadInputError } from '../../errors.js';
import { roundTripsOf } from '../../run/scenario-facts.js';
import { whyControl } from '../../scenario/controls.js';
import { suggest } from '../../scenario/problem.js';
import type { Arm, Scenario } from '../../scenario/scenario.js';

/**
 * The arms a gate puts under load: those that are named, or one: of the arms under a policy (of all,
 * where none is) the one that waits for the fewest round trips, our own client before others. What a
 * pull request does not change dilutes what it does, so the shortest way shows most.
 *
 * @throws {BadInputError} for a name that no arm of the scenario has, or whose arm can't be timed.
 */
export function timedArms(scenario: Scenario, wanted: readonly string[]): readonly string[] {
  const possible = scenario.arms.filter(isTimeable);
  const known = scenario.arms.map(({ name }) => name);
  const named = wanted.filter((name) => known.includes(name));
  for (const name of named) {
    if (possible.some((arm) => arm.name === name)) continue;
    throw new BadInputError(
      `--arm ${name}: expected an arm that can be timed, got one that repeats another, leaks on purpose, or goes through a pooler or a connection of its own each time.`,
      `Name another: ${possible.map((arm) => arm.name).join(', ') || 'there is none'}.`,
    );
  }
  if (wanted.length > 0) return named;
  const [best] = [...possible].sort((a, b) => rank(a) - rank(b));
  return best === undefined ? [] : [best.name];
}

/** @throws {BadInputError} for a name that is no arm of any of the scenarios. */
export function requireArms(scenarios: readonly Scenario[], wanted: readonly string[]): void {
  const known = [...new Set(scenarios.flatMap(({ arms }) => arms.map(({ name }) => name)))];
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new BadInputError(
    `--arm: expected an arm of the scenarios, got "${unknown}".${suggest(unknown, known)}`,
    `There are ${known.join(', ')}.`,
  );
}

function isTimeable(arm: Arm): boolean {
  const isKeptOpen = (arm.route ?? 'direct-pooled') === 'direct-pooled';
  return isKeptOpen && arm.repeats === undefined && whyControl(arm) === undefined;
}

function rank(arm: Arm): number {
  const { isolation, client, planCacheMode } = arm;
  return (
    (isolation === 'rls' ? 0 : 1000) +
    roundTripsOf(arm) * 10 +
    (client === 'wire' ? 0 : 5) +
    (planCacheMode === 'auto' ? 0 : 1)
  );
}
