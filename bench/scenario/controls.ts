import { combinationOf } from '../context/combination.js';
import type { ProofResult } from '../result/parts.js';
import type { Arm, Scenario } from './scenario.js';

/**
 * Why an arm is a control of the scenario's own check: its way to carry the tenant leaks or carries
 * nothing, which is what has to be seen. Undefined for every other arm.
 */
export function whyControl(arm: Arm): string | undefined {
  const { verdict, why } = combinationOf(arm);
  return verdict === 'leaks' || verdict === 'does nothing' ? why : undefined;
}

/** The scenario without its controls: what is proved and planned. */
export function withoutControls(scenario: Scenario): Scenario {
  const arms = scenario.arms.filter((arm) => whyControl(arm) === undefined);
  return arms.length === scenario.arms.length ? scenario : { ...scenario, arms };
}

/** Says of each control that nothing is proved of it. */
export function controlProofs(scenario: Scenario): ProofResult[] {
  return scenario.arms.flatMap((arm) => {
    const why = whyControl(arm);
    if (why === undefined) return [];
    return {
      ...{ scenario: scenario.name, proof: 'all proofs', arm: arm.name },
      ...{ operation: null, tenant: null, status: 'skipped' as const },
      detail: `it is here to be caught: ${why}`,
    };
  });
}
