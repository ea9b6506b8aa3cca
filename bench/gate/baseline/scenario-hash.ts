import { createHash } from 'node:crypto';
import { scenarioFactsOf } from '../../run/scenario-facts.js';
import type { Operation, Scenario } from '../../scenario/scenario.js';
import { withoutRepeats } from '../../scenario/without-repeats.js';
import { type BaselineScenario, baselineArm } from './baseline.js';

/**
 * What a scenario asks, short enough to be committed: its operations by name, each with hashes that
 * change when it asks for something else, and its arms with what they are. Titles and expectations are
 * not part of a hash.
 */
export function baselineScenarioOf(scenario: Scenario): BaselineScenario {
  const whole = withoutRepeats(scenario);
  return {
    name: scenario.name,
    operations: whole.operations
      .map((operation) => ({
        ...{ name: operation.name, title: operation.title },
        ...{ texts: hashOf(textsOf(operation)), work: hashOf(workOf(operation)) },
      }))
      .sort(byName),
    arms: scenarioFactsOf(whole)
      // Parsed: the same facts make the same line, in whichever order a scenario names them.
      .arms.map(({ sibling: _, repeats: __, ...arm }) => baselineArm.parse(arm))
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

/** Sixteen hex digits. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
