import { createHash } from 'node:crypto';
import { scenarioFactsOf } from '../../run/scenario-facts.js';
import type { Arm, Operation, Scenario } from '../../scenario/scenario.js';
import { withoutRepeats } from '../../scenario/without-repeats.js';
import type { BaselineScenario } from './baseline.js';

/**
 * What a scenario asks, short enough to be committed: its operations and arms by name, each with a
 * hash that changes when it asks for something else. Titles and expectations are not part of a hash.
 */
export function baselineScenarioOf(scenario: Scenario): BaselineScenario {
  const whole = withoutRepeats(scenario);
  const facts = scenarioFactsOf(whole);
  return {
    name: scenario.name,
    operations: whole.operations
      .map((operation) => ({
        ...{ name: operation.name, title: operation.title },
        ...{ texts: hashOf(textsOf(operation)), work: hashOf(workOf(operation)) },
      }))
      .sort(byName),
    arms: whole.arms
      .map((arm) => ({
        ...{ name: arm.name, title: arm.title, hash: hashOf(armOf(whole, arm)) },
        roundTrips: facts.arms.find(({ name }) => name === arm.name)?.roundTrips ?? 0,
      }))
      .sort(byName),
  };
}

function textsOf({ where, rls, forms = {}, tenantForms = [] }: Operation) {
  return [where, rls, Object.entries(forms).sort(), [...tenantForms].sort()];
}

/** With another of these the work is not the same work: see `operations.ts` of combine. */
function workOf({ draw, tenantColumn, effect, verify, tables }: Operation) {
  return [draw, tenantColumn, effect, verify, tables].map((each) => each ?? null);
}

function armOf({ siblings = [], sample, drawFrom }: Scenario, arm: Arm) {
  const { title: _, name: __, ...factors } = arm;
  const chain = [];
  for (let next = arm.sibling; next !== undefined; ) {
    const sibling = siblings.find(({ name }) => name === next);
    const { setup = [], rows = null, reads = [] } = sibling ?? {};
    chain.push([setup, rows, reads]);
    next = sibling?.from;
  }
  return [Object.entries(factors).sort(), chain, sample ?? false, drawFrom ?? null];
}

/** Sixteen hex digits. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
