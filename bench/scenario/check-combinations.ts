import { combinationOf } from '../context/combination.js';
import { keyOf, type Reject } from './problem.js';
import type { Scenario } from './scenario.js';

/**
 * Every arm carries the tenant in a way that works on its route, by its client and in its form of
 * statements. One that leaks or does nothing is a control, for the probe that has to catch it.
 */
export function checkCombinations({ arms, probes = [] }: Scenario, reject: Reject): void {
  for (const arm of arms) {
    const { verdict, why } = combinationOf(arm);
    const key = `${keyOf('arms', arm)}.context`;
    if (verdict === 'cannot work') {
      reject(key, `expected a way to carry the tenant, got "${arm.context}": ${why}.`);
    }
    if (verdict !== 'works' && !probes.includes('hammer')) {
      reject(
        key,
        `expected a way to carry the tenant that works, got "${arm.context}", which ${verdict}: ${why}. It can be a control beside the probe "hammer".`,
      );
    }
  }
}
