import { DEFAULT_MARGIN_RATIO } from '../estimate/contrasts.js';
import type { ContrastResult } from '../result/result.js';
import { formatEffect } from './format.js';

/**
 * What may be said of a contrast, in falling order of doubt:
 * - `untrusted`: identical arms differed in this cell, so no difference there means anything
 * - `within-noise`: smaller than what identical arms showed
 * - `inconclusive`: the 95% interval holds "no difference"
 * - `alone`: told from zero by itself, but not after Holm over all contrasts of its scenario
 * - `dearer`, `cheaper`: told from zero
 */
export type Judgement =
  | 'untrusted'
  | 'within-noise'
  | 'inconclusive'
  | 'alone'
  | 'dearer'
  | 'cheaper';

export function judge(contrast: ContrastResult): Judgement {
  if (contrast.untrusted) return 'untrusted';
  // On the log scale, as the floor was made and as warnings compare: a ratio of 0.9 is farther than 1.1.
  const withinFloor = Math.abs(Math.log(contrast.ratio)) <= Math.log1p(contrast.noiseFloor);
  if (withinFloor) return 'within-noise';
  if (contrast.low <= 1 && contrast.high >= 1) return 'inconclusive';
  if (contrast.adjustedP >= 0.05) return 'alone';
  return contrast.ratio > 1 ? 'dearer' : 'cheaper';
}

/**
 * Whether a contrast is known to cost less than the default margin, told from zero or not: its whole
 * interval is below it. "At most so much" may then be said for sure.
 */
export function costsLittle({ untrusted, high }: ContrastResult): boolean {
  return !untrusted && high < 1 + DEFAULT_MARGIN_RATIO;
}

/** The judgement as the end of a sentence; says what was too small to see where nothing was seen. */
export function judgementWords(contrast: ContrastResult): string {
  const floor = formatEffect(contrast.noiseFloor);
  const detectable = formatEffect(contrast.minimumDetectableEffect);
  switch (judge(contrast)) {
    case 'untrusted':
      return 'untrusted: identical arms differed in this cell';
    case 'within-noise':
      return `within the noise floor of ${floor}; a change under ${detectable} would likely go unseen`;
    case 'inconclusive':
      return `inconclusive: the interval holds zero, and a change under ${detectable} would likely go unseen`;
    case 'alone':
      return 'told from zero by itself, but not after allowing for the other contrasts of its scenario';
    default:
      return `above the noise floor of ${floor}`;
  }
}

/** The judgement in a table cell. */
export function judgementLabel(contrast: ContrastResult): string {
  const labels: Record<Judgement, string> = {
    untrusted: 'untrusted',
    'within-noise': 'within noise',
    inconclusive: 'inconclusive',
    alone: 'likely; not after Holm',
    dearer: 'dearer',
    cheaper: 'cheaper',
  };
  return labels[judge(contrast)];
}
