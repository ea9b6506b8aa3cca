import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Arrivals } from '../../../bench/load/load.js';
import { intendedStarts, type NextStart, scheduledMs } from '../../../bench/load/open/arrivals.js';

function all(next: NextStart): number[] {
  const starts: number[] = [];
  for (let start = next(); start < Number.POSITIVE_INFINITY; start = next()) starts.push(start);
  return starts;
}

function gapsOf(starts: readonly number[]): number[] {
  return starts.slice(1).map((start, before) => start - (starts[before] as number));
}

const phase = fc.record({
  seconds: fc.integer({ min: 0, max: 4 }),
  ratePerSecond: fc.integer({ min: 0, max: 400 }),
});
const arrivals: fc.Arbitrary<Arrivals> = fc.record({
  process: fc.constantFrom('poisson', 'constant'),
  phases: fc.array(phase, { maxLength: 4 }),
  seed: fc.integer(),
});

test('constant arrivals are exactly as far apart as their rate says, from 0 on', () => {
  const next = intendedStarts({
    process: 'constant',
    phases: [{ seconds: 10, ratePerSecond: 1000 }],
    seed: 1,
  });
  expect(all(next)).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
});

test('a phase of constant arrivals begins with one, at its own rate', () => {
  const phases = [
    { seconds: 1, ratePerSecond: 4 },
    { seconds: 0.5, ratePerSecond: 0 },
    { seconds: 1, ratePerSecond: 2 },
  ];
  expect(all(intendedStarts({ process: 'constant', phases, seed: 1 }))).toEqual([
    0, 250, 500, 750, 1500, 2000,
  ]);
});

test('starts ascend, within the phases; of constant ones there are as many as expected', () => {
  fc.assert(
    fc.property(arrivals, (each) => {
      const starts = all(intendedStarts(each));
      expect(gapsOf(starts).every((gap) => gap >= 0)).toBe(true);
      expect(starts.every((start) => start >= 0 && start < scheduledMs(each))).toBe(true);
      const expected = each.phases.reduce(
        (sum, { seconds, ratePerSecond }) => sum + seconds * ratePerSecond,
        0,
      );
      if (each.process === 'constant') expect(starts.length).toBe(expected);
    }),
  );
});

test('the threads of a load have together what one thread has', () => {
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 5 }), (each, threads) => {
      const parts = Array.from({ length: threads }, (_, thread) =>
        all(intendedStarts(each, thread, threads)),
      );
      expect(parts.flat().sort((a, b) => a - b)).toEqual(all(intendedStarts(each)));
      const sizes = parts.map((part) => part.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('gaps of a Poisson process are exponential, their mean that of the rate', () => {
  const ratePerSecond = 500;
  const next = intendedStarts({
    process: 'poisson',
    phases: [{ seconds: 200, ratePerSecond }],
    seed: 7,
  });
  const gaps = gapsOf(all(next)).map((ms) => (ms * ratePerSecond) / 1000);
  const n = gaps.length;
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / n;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (n - 1);
  // Of a unit exponential the mean has the standard error 1/sqrt(n), the variance sqrt(8/n).
  expect(Math.abs(mean - 1)).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(8 / n));
  // Kolmogorov and Smirnov: 1.95/sqrt(n) is passed by one sample in a thousand.
  const sorted = gaps.toSorted((a, b) => a - b);
  const distance = sorted.reduce((most, gap, index) => {
    const expected = 1 - Math.exp(-gap);
    return Math.max(most, expected - index / n, (index + 1) / n - expected);
  }, 0);
  expect(distance).toBeLessThan(1.95 / Math.sqrt(n));
});

test('a burst has its own rate, and the same seed the same starts', () => {
  const burst: Arrivals = {
    process: 'poisson',
    phases: [
      { seconds: 20, ratePerSecond: 50 },
      { seconds: 20, ratePerSecond: 500 },
      { seconds: 20, ratePerSecond: 50 },
    ],
    seed: 3,
  };
  const starts = all(intendedStarts(burst));
  const during = starts.filter((start) => start >= 20_000 && start < 40_000).length;
  expect(Math.abs(during - 10_000)).toBeLessThan(4 * Math.sqrt(10_000));
  expect(Math.abs(starts.length - during - 2000)).toBeLessThan(4 * Math.sqrt(2000));
  expect(all(intendedStarts(burst))).toEqual(starts);
  expect(all(intendedStarts({ ...burst, seed: 4 }))).not.toEqual(starts);
});
