import type { LogInterval } from './estimate.js';
import { halfWidth } from './signed-rank-interval.js';

/**
 * How far two identical arms may seem apart here, on the log scale: the A/A estimate without its
 * sign, plus the half-width of its interval.
 */
export function noiseFloor(identicalArms: LogInterval): number {
  return Math.abs(identicalArms.estimate) + halfWidth(identicalArms);
}

/** An A/A estimate this small is of no matter however sure it is, as a ratio minus 1. */
const NEGLIGIBLE = 0.005;

/**
 * True when two identical arms differ beyond doubt and by an amount that matters. Beyond doubt: the
 * Holm-adjusted p, over all A/A contrasts of the scenario, is under 5% (the same as an adjusted interval
 * that leaves 0 out). Matters: more than 0.5%, and more than a fifth of the margin.
 */
export function identicalArmsDiffer(
  estimate: number,
  adjustedP: number,
  marginRatio: number,
): boolean {
  const matters = Math.log1p(Math.max(NEGLIGIBLE, marginRatio / 5));
  return adjustedP < 0.05 && Math.abs(estimate) > matters;
}
