import type { Scenario } from './scenario.js';

/**
 * A scenario without its A/A controls: the arms that repeat others, their contrasts, and the siblings
 * that only they work on. They tell how far two clocks may be apart on equal work, which is nothing
 * to whom has no clock.
 */
export function withoutRepeats(scenario: Scenario): Scenario {
  const arms = scenario.arms.filter(({ repeats }) => repeats === undefined);
  const left = new Set(scenario.arms.filter((arm) => !arms.includes(arm)).map(({ name }) => name));
  const contrasts = scenario.contrasts.filter(
    ({ treatment, baseline }) => !left.has(treatment) && !left.has(baseline),
  );
  const siblings = scenario.siblings?.filter(
    ({ name, repeats }) => repeats === undefined || arms.some(({ sibling }) => sibling === name),
  );
  return { ...scenario, arms, contrasts, ...(siblings && { siblings }) };
}
