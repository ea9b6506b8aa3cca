import type { ContrastResult } from '../result/result.js';
import type { ReportCell } from './cells.js';
import { formatDifference, formatEffect, formatInterval, formatRatio } from './format.js';
import { judge } from './judge.js';

/** One finding: a headline that stands alone, and what supports it. */
export interface Finding {
  readonly topic:
    | 'policy'
    | 'policy-as-run'
    | 'policy-range'
    | 'round-trips'
    | 'total'
    | 'pipelining';
  readonly text: string;
  /** False where the sentence rests on an untrusted or inconclusive contrast. */
  readonly firm: boolean;
}

/** An arm of a cell: what it is and what was measured. */
export type Measured = ReportCell['arms'][number];

/** The two arms of a contrast as measured in its cell; undefined where one was not. */
export function armsOf(
  cell: ReportCell,
  contrast: ContrastResult,
): [treatment: Measured | undefined, baseline: Measured | undefined] {
  const find = (name: string) => cell.arms.find((arm) => arm.facts.name === name);
  return [find(contrast.treatment), find(contrast.baseline)];
}

/** "+5.3% (95% interval +4.2 to +6.8%; +15 µs)"; within noise without the difference. */
export function effect(contrast: ContrastResult): string {
  const difference =
    judge(contrast) === 'within-noise' ? '' : `; ${formatDifference(contrast.differenceNs)}`;
  return `${formatRatio(contrast.ratio)} (95% interval ${formatInterval(contrast.ratio, contrast.low, contrast.high)}${difference})`;
}

/** What keeps a contrast from being believed, to follow its figures; empty where nothing does. */
export function doubt(contrast: ContrastResult): string {
  switch (judge(contrast)) {
    case 'untrusted':
      return ', untrusted because identical arms differed here';
    case 'within-noise':
      return `, within the noise floor of ${formatEffect(contrast.noiseFloor)}`;
    case 'inconclusive':
      return ', inconclusive';
    case 'alone':
      return ', not told from zero after allowing for the other contrasts';
    default:
      return '';
  }
}

/** True where a sentence may rest on the contrast: told from zero, or within the noise floor. */
export function isFirm(contrast: ContrastResult): boolean {
  const judgement = judge(contrast);
  return judgement !== 'untrusted' && judgement !== 'inconclusive' && judgement !== 'alone';
}
