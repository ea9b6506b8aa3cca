import type { ContrastResult } from '../../bench/result/result.js';

/** A contrast told from zero, with what a test wants to be otherwise. */
export function contrast(given: Partial<ContrastResult> = {}): ContrastResult {
  return {
    scenario: 's',
    operation: 'o',
    tenant: 'whale',
    concurrency: 1,
    contrast: 'policy',
    title: 'the policy itself',
    kind: 'step',
    treatment: 'rls-context',
    baseline: 'where-context',
    metric: 'p50',
    ratio: 1.05,
    low: 1.04,
    high: 1.06,
    bcaLow: null,
    bcaHigh: null,
    differenceNs: 5000,
    noiseFloor: 0.009,
    minimumDetectableEffect: 0.01,
    adjustedP: 0.001,
    blocks: 16,
    untrusted: false,
    warnings: [],
    ...given,
  };
}
