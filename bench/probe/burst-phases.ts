import type { Arrivals } from '../load/load.js';
import type { BurstPlan, ByExtent } from '../scenario/scenario.js';

/** A baseline with bursts, laid out in time. */
export interface BurstPhases {
  readonly baselinePerSecond: number;
  /** Baseline, then for each burst the burst and the baseline again. */
  readonly phases: Arrivals['phases'];
}

/**
 * The phases of a plan at an extent, by what the slowest route could take.
 *
 * @param slowestPerSecond exchanges a second of the slowest route in a closed loop
 */
export function burstPhases(
  plan: BurstPlan,
  extent: keyof ByExtent<unknown>,
  slowestPerSecond: number,
): BurstPhases {
  const baselinePerSecond = Math.max(1, Math.round(plan.baselineShare * slowestPerSecond));
  const baseline = { seconds: plan.baselineSeconds[extent], ratePerSecond: baselinePerSecond };
  const burst = {
    seconds: plan.burstSeconds[extent],
    ratePerSecond: baselinePerSecond * plan.factor,
  };
  const count = plan.bursts[extent];
  const phases = [baseline, ...Array.from({ length: count }, () => [burst, baseline]).flat()];
  return { baselinePerSecond, phases };
}
