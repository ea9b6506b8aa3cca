import type { LogInterval } from './estimate.js';
import { normalCdf, normalQuantile } from './normal.js';
import { halfWidth } from './signed-rank-interval.js';

/**
 * How far two estimates of independent runs lie apart, `b` minus `a`, with its interval. The distances
 * of each estimate to its limits are combined in quadrature, each limit with the one it would meet:
 * lower with upper. That is the method of variance estimates recovery (Zou and Donner, "Construction
 * of confidence limits about effect measures: a general approach", Statistics in Medicine 27, 2008); for
 * intervals that reach as far on both sides it is Altman and Bland's ("Interaction revisited: the
 * difference between two estimates", BMJ 326, 2003).
 *
 * The intervals hold what varies within a run. What differs from run to run (a backend's core, a cache)
 * is in neither of them.
 */
export function differenceOf(a: LogInterval, b: LogInterval): LogInterval {
  const estimate = b.estimate - a.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(b.estimate - b.low, a.high - a.estimate),
    high: estimate + Math.hypot(b.high - b.estimate, a.estimate - a.low),
    confidence: Math.min(a.confidence, b.confidence),
  };
}

/** Half of a 95% interval of a normal distribution, in standard errors. */
const HALF_OF_95 = normalQuantile(0.975);

/**
 * Two-sided p of "no difference", from a 95% interval as of a normal estimate (Altman and Bland, "How to
 * obtain the P value from a confidence interval", BMJ 343, 2011).
 */
export function pOfNoDifference(difference: LogInterval): number {
  const standardError = halfWidth(difference) / HALF_OF_95;
  if (standardError === 0) return difference.estimate === 0 ? 1 : 0;
  return 2 * (1 - normalCdf(Math.abs(difference.estimate) / standardError));
}
