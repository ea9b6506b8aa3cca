import type { ContrastResult } from '../../result/result.js';
import { formatInterval, formatLatency, formatRatio } from '../format.js';
import { judge } from '../judge.js';

/** A sentence that stands alone, and whether all it rests on is sure. */
export interface Said {
  readonly text: string;
  readonly firm: boolean;
}

/**
 * A contrast as part of a sentence. What is not told from zero is not given as a cost: "in time not
 * told apart (+0.3%, −0.9 to +1.5%)".
 */
export function timeWords(contrast: ContrastResult): string {
  const figures = `${formatRatio(contrast.ratio)}, ${formatInterval(contrast.ratio, contrast.low, contrast.high)}`;
  switch (judge(contrast)) {
    case 'dearer':
    case 'cheaper':
      return `median latency ${formatRatio(contrast.ratio)} (95% interval ${formatInterval(contrast.ratio, contrast.low, contrast.high)})`;
    case 'alone':
      return `in time probably ${figures}, but that may be chance`;
    case 'untrusted':
      return 'in time untrusted: identical arms differed there';
    default:
      return `in time not told apart (${figures})`;
  }
}

/** True where a contrast shows the treatment to be slower, sure of it. */
export function isSlower(contrast: ContrastResult | undefined): boolean {
  return contrast !== undefined && judge(contrast) === 'dearer';
}

/** True where nothing may be said of a contrast's time, not even that no difference was found. */
export function isUntrusted(contrast: ContrastResult): boolean {
  return judge(contrast) === 'untrusted';
}

/** A latency where it is known. */
export function latencyWords(latencyNs: number | null | undefined): string {
  return latencyNs === null || latencyNs === undefined ? '–' : formatLatency(latencyNs);
}
