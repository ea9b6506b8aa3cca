import type { LogInterval } from './estimate.js';
import { normalQuantile } from './normal.js';
import { halfWidth } from './signed-rank-interval.js';

const POWER = 0.8;
const LEVEL = 0.05;

/**
 * The smallest effect, on the log scale, that a run like this one would have told from zero four
 * times in five (80% power, two-sided 5%).
 *
 * It is (z[0.975] + z[0.8]) standard errors, and the standard error is read off the signed-rank
 * interval: its width over 2z is a consistent estimate of the standard error of Hodges-Lehmann
 * whatever the distribution (Lehmann, "Nonparametric Confidence Intervals for a Shift Parameter",
 * 1963). So heavy tails need no assumption and no efficiency looked up for them. Against
 * simulation (test/stats/detectable-effect.test.ts) the power at this effect is 79 to 80%, and 74% for 16
 * heavy-tailed blocks, where it is a little hopeful.
 *
 * @throws {RangeError} on the interval of a single value, which tells nothing of spread.
 */
export function minimumDetectableEffect(interval: LogInterval): number {
  if (interval.confidence <= 0) throw new RangeError('Expected the interval of two values or more');
  const standardError = halfWidth(interval) / normalQuantile((1 + interval.confidence) / 2);
  return (normalQuantile(1 - LEVEL / 2) + normalQuantile(POWER)) * standardError;
}
