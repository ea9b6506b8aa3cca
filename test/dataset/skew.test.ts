import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zipfCounts } from '../../bench/dataset/skew.js';

test('counts are exact, never rise with rank and leave nobody out', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(100_000), (tenants, more) => {
      const total = tenants * 30 + more;
      const counts = Array.from(zipfCounts(tenants, total));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total);
      expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      expect(counts.at(-1)).toBeGreaterThan(0);
    }),
  );
});

test.each([
  [200, 200_000],
  [2_000, 2_000_000],
  [10_000, 20_000_000],
])('the largest of %i tenants holds 15 to 25%% of the rows', (tenants, total) => {
  const share = (zipfCounts(tenants, total)[0] as number) / total;
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.25);
});

test('too few rows for the tenants are refused', () => {
  expect(() => zipfCounts(10, 9)).toThrow(/at least one row for each of 10 tenants, got 9/);
});
