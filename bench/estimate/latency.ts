import type { ArmResult, LatencySummary } from '../result/parts.js';
import { quantileOfSorted } from '../stats/quantiles.js';

/** A percentile is told from the maximum or minimum only with this many samples beyond it. */
const SAMPLES_BEYOND = 10;

const CURVE = [1, ...Array.from({ length: 39 }, (_, step) => (step + 1) * 2.5), 99, 99.5, 99.9];

/**
 * Summary of all samples of an arm in a cell, ascending, in nanoseconds. It pools blocks, so it is
 * for showing how latencies spread; effects are made from blocks (see effect.ts).
 */
export function summariseLatency(sorted: Float64Array): LatencySummary {
  const at = (percentile: number) => quantileOfSorted(sorted, percentile / 100);
  return {
    samples: sorted.length,
    meanNs: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p50Ns: at(50),
    p75Ns: at(75),
    p90Ns: at(90),
    p95Ns: at(95),
    p99Ns: isKnown(99, sorted.length) ? at(99) : null,
    maxNs: at(100),
  };
}

/** About 40 points of the percentile curve, from p1 to p99.9 as far as the samples reach. */
export function percentileCurve(sorted: Float64Array): ArmResult['percentiles'] {
  return CURVE.filter((percentile) => isKnown(percentile, sorted.length)).map((percentile) => ({
    percentile,
    latencyNs: quantileOfSorted(sorted, percentile / 100),
  }));
}

/** For p99 this asks for 1,000 samples. */
function isKnown(percentile: number, samples: number): boolean {
  const beyond = Math.min(percentile, 100 - percentile);
  // Multiplied before divided, so that 99.9 of 10,000 is not lost to rounding.
  return Math.round(beyond * 10) * samples >= SAMPLES_BEYOND * 1000;
}
