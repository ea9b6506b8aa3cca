import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { median, quantileOfSorted, sortAscending } from '../../bench/stats/quantiles.js';

describe('quantiles', () => {
  test('agree with R: quantile(c(3,1,4,1,5,9,2,6,5,3,5), p, type=7)', () => {
    const sorted = sortAscending([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]);
    const expected = { 0: 1, 0.01: 1, 0.25: 2.5, 0.5: 4, 0.75: 5, 0.9: 6, 0.99: 8.7, 1: 9 };
    for (const [probability, quantile] of Object.entries(expected)) {
      expect(quantileOfSorted(sorted, Number(probability))).toBeCloseTo(quantile, 12);
    }
  });

  test('the median of an even sample is the mean of its middle two', () => {
    expect(median([10, 1, 4, 2])).toBe(3);
  });

  test('rise with the probability and stay within the sample', () => {
    const finite = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, one, other) => {
          const sorted = sortAscending(values);
          const low = quantileOfSorted(sorted, Math.min(one, other));
          const high = quantileOfSorted(sorted, Math.max(one, other));
          expect(low).toBeLessThanOrEqual(high + 1e-6);
          expect(low).toBeGreaterThanOrEqual(Math.min(...values));
          expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
        },
      ),
    );
  });

  test('an empty sample has none', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});
