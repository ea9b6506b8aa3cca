import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { LoadQuantiles } from '../../result/load-parts.js';

const SIGNIFICANT_DIGITS = 3;
const MOST_NS = 3_600e9;

/**
 * Times in milliseconds as an HdrHistogram of nanoseconds with 3 significant digits, in its V2
 * encoding, compressed, base64: any HdrHistogram reads it, and adding two merges them.
 */
export function encodeHistogram(timesMs: Iterable<number>): string {
  const histogram = build({
    bitBucketSize: 32,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: MOST_NS,
    numberOfSignificantValueDigits: SIGNIFICANT_DIGITS,
  });
  for (const ms of timesMs) {
    histogram.recordValue(Math.min(MOST_NS, Math.max(0, Math.round(ms * 1e6))));
  }
  return encodeIntoCompressedBase64(histogram);
}

/**
 * Quantiles of a histogram in nanoseconds, each within 0.1%.
 *
 * @returns null for an empty one: nothing that happened was fast
 */
export function quantilesOf(histogram: string): LoadQuantiles | null {
  const decoded = decodeFromCompressedBase64(histogram);
  if (decoded.totalCount === 0) return null;
  const at = (percent: number): number => decoded.getValueAtPercentile(percent);
  return {
    samples: decoded.totalCount,
    meanNs: decoded.mean,
    p50Ns: at(50),
    p75Ns: at(75),
    p90Ns: at(90),
    p95Ns: at(95),
    p99Ns: at(99),
    p999Ns: at(99.9),
    maxNs: decoded.maxValue,
  };
}
