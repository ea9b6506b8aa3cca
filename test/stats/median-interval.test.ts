import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { medianInterval } from '../../bench/stats/median-interval.js';

describe('medianInterval', () => {
  // Order statistics for 95%, as tables of the sign test have them.
  test.each([
    [6, 1],
    [8, 1],
    [9, 2],
    [12, 3],
    [20, 6],
    [100, 40],
  ])('of 1 to %i begins at %i', (count, first) => {
    const values = Array.from({ length: count }, (_, index) => index + 1);
    expect(medianInterval(values)).toEqual({
      median: (count + 1) / 2,
      low: first,
      high: count + 1 - first,
    });
  });

  test.each([1, 2, 5])('%i values are too few for 95%', (count) => {
    const { median, low, high } = medianInterval(Array.from({ length: count }, () => 7));
    expect([median, low, high]).toEqual([7, null, null]);
  });

  test('order does not matter, and the interval holds the median', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 6, maxLength: 60 }), (values) => {
        const { median, low, high } = medianInterval(values);
        expect(medianInterval([...values].reverse())).toEqual({ median, low, high });
        expect(low).toBeLessThanOrEqual(median);
        expect(high).toBeGreaterThanOrEqual(median);
      }),
    );
  });

  test('without a value there is no median', () => {
    expect(() => medianInterval([])).toThrow(RangeError);
  });
});
