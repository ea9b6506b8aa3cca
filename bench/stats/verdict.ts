import type { LogInterval } from './estimate.js';

export interface VerdictQuestion {
  /** The effect as ln(treatment / baseline), with its unadjusted 95% interval. */
  readonly interval: LogInterval;
  /** How much dearer the treatment may be, as a ratio minus 1: 0.03 is 3%. */
  readonly marginRatio: number;
  /** Holm-adjusted one-sided p of "effect <= margin", over the contrasts judged together. */
  readonly adjustedP: number;
  /** Treatment minus baseline, in any unit. */
  readonly difference: number;
  /** Differences up to this, in the same unit, are too small to fail for. */
  readonly absoluteThreshold: number;
}

export interface Verdict {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly reason: string;
}

/**
 * Three-way verdict on a margin. Fail needs everything: the interval above the margin, an adjusted
 * p under 5%, and a difference large enough to matter. Pass needs the interval below the margin.
 * The rest is inconclusive, and says what is missing.
 *
 * @throws {RangeError} when the margin is -1 or less, which no ratio can keep to.
 */
export function judge(question: VerdictQuestion): Verdict {
  const { interval, marginRatio, adjustedP, difference, absoluteThreshold } = question;
  if (!(marginRatio > -1)) throw new RangeError(`Expected a margin above -1, got ${marginRatio}`);
  const margin = Math.log1p(marginRatio);
  if (interval.confidence < 0.945) return inconclusive('too few blocks for a 95% interval');
  if (interval.high < margin)
    return { verdict: 'pass', reason: 'the interval is below the margin' };
  if (interval.low <= margin) return inconclusive('the interval holds the margin');
  if (!(adjustedP < 0.05)) {
    return inconclusive('above the margin, but not when adjusted for the number of contrasts');
  }
  if (!(difference > absoluteThreshold)) {
    return inconclusive('above the margin, but the difference is too small to matter');
  }
  return { verdict: 'fail', reason: 'the interval is above the margin' };
}

function inconclusive(reason: string): Verdict {
  return { verdict: 'inconclusive', reason };
}
