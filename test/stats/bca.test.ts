import { describe, expect, test } from 'vitest';
import { bcaInterval, bcaOfMedian } from '../../bench/stats/bca.js';
import { normalQuantile } from '../../bench/stats/normal.js';
import { median } from '../../bench/stats/quantiles.js';
import { sampleOf, seededDraws } from '../../scripts/synthetic-draws.js';

describe('BCa interval', () => {
  /*
   * R: t <- exp(0.4*qnorm((1:50000-0.5)/50000)); l <- c(-1,-0.5,-0.2,0,0.1,0.4,2.2); l <- l-mean(l)
   *    boot.ci(boot(1:7, function(d,i) mean(d[i]), 50000), type='bca', t0=1.05, t=t, L=l)$bca
   * L are the influence values, the mean less each value left out. R interpolates between
   * replicates on the normal scale, we on a straight line: hence half a percent.
   */
  test('agrees with boot::boot.ci on the same replicates', () => {
    const replicates = Array.from({ length: 50_000 }, (_, index) =>
      Math.exp(0.4 * normalQuantile((index + 0.5) / 50_000)),
    );
    const leftOneOut = [-1, -0.5, -0.2, 0, 0.1, 0.4, 2.2].map((influence) => -influence);
    const { low, high } = bcaInterval({ estimate: 1.05, replicates, leftOneOut });
    expect(low / 0.550545746899).toBeCloseTo(1, 2);
    expect(high / 2.8211946812).toBeCloseTo(1, 2);
  });

  /*
   * R: set.seed(7); boot.ci(boot(v, function(d,i) median(d[i]), 99999), type='bca')$bca
   * gives 0.012 to 0.026; a median's replicates lie on a grid, and 1,000 of them may stop at the
   * next value of it.
   */
  test('of a median is near boot::boot.ci with 99,999 resamples', () => {
    const values = [
      0.021, 0.013, 0.034, 0.002, 0.018, 0.027, 0.041, -0.006, 0.016, 0.023, 0.011, 0.152, 0.019,
      0.025, 0.008, 0.03,
    ];
    const { low, high } = bcaOfMedian(values);
    expect(Math.abs(low - 0.012)).toBeLessThan(0.0011);
    expect(Math.abs(high - 0.026)).toBeLessThan(0.0011);
  });

  test('is the same every time', () => {
    const values = sampleOf(21, seededDraws(3).heavyTailed);
    expect(bcaOfMedian(values)).toEqual(bcaOfMedian([...values].reverse()));
  });

  test('covers the median about 95 times in a hundred, also where there is no symmetry', () => {
    const draws = seededDraws(5);
    const trials = 1000;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { low, high } = bcaOfMedian(sampleOf(20, () => Math.exp(draws.normal())));
      if (low <= 1 && high >= 1) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.92);
    expect(covered / trials).toBeLessThan(0.98);
  });

  test('of equal values is that value; of one value there is none', () => {
    expect(bcaOfMedian([4, 4, 4, 4])).toEqual({ low: 4, high: 4 });
    expect(() => bcaOfMedian([4])).toThrow(RangeError);
  });

  test('of an odd sample holds the median', () => {
    const values = sampleOf(17, seededDraws(9).normal);
    const { low, high } = bcaOfMedian(values);
    expect(low).toBeLessThan(median(values));
    expect(high).toBeGreaterThan(median(values));
  });
});
