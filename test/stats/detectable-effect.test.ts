import { describe, expect, test } from 'vitest';
import { minimumDetectableEffect } from '../../bench/stats/detectable-effect.js';
import { median } from '../../bench/stats/quantiles.js';
import { signedRankInterval } from '../../bench/stats/signed-rank-interval.js';
import { sampleOf, seededDraws } from '../../scripts/synthetic-draws.js';

describe('minimum detectable effect', () => {
  test.each([
    ['normal', 16],
    ['normal', 40],
    ['heavyTailed', 16],
    ['heavyTailed', 40],
    ['heavyTailed', 100],
  ] as const)('is told from zero about 80 times in a hundred: %s, %i blocks', (kind, blocks) => {
    const draws = seededDraws(21);
    const trials = 400;
    const claimed = median(
      Array.from({ length: trials }, () =>
        minimumDetectableEffect(signedRankInterval(sampleOf(blocks, draws[kind]))),
      ),
    );
    let told = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { low } = signedRankInterval(sampleOf(blocks, () => claimed + draws[kind]()));
      if (low > 0) told++;
    }
    expect(told / trials).toBeGreaterThan(0.7);
    expect(told / trials).toBeLessThan(0.86);
  });

  test('halves when the spread does, and cannot be had from one value', () => {
    const wide = sampleOf(20, seededDraws(4).normal);
    const narrow = wide.map((value) => value / 2);
    expect(minimumDetectableEffect(signedRankInterval(narrow))).toBeCloseTo(
      minimumDetectableEffect(signedRankInterval(wide)) / 2,
      12,
    );
    expect(() => minimumDetectableEffect(signedRankInterval([1]))).toThrow(RangeError);
  });
});
