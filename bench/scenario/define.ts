import type { Scenario } from './scenario.js';

/**
 * Says to TypeScript, and so to the author's editor, that this is a scenario, and returns it
 * unchanged. What types can't see is checked when the file is loaded, where its name is known: see
 * check.ts.
 */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
