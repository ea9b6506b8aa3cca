import { expect, test } from 'vitest';
import { offeredPerSecond, secondsOf } from '../../bench/pass/point.js';
import { burstPhases } from '../../bench/probe/burst-phases.js';
import { each } from '../probe/small-load.js';

const plan = {
  ...{ baselineShare: 0.5, factor: 10, clients: 8, bursts: each(2) },
  ...{ baselineSeconds: each(3), burstSeconds: each(1) },
};

test('a baseline before, between and after the bursts, each ten times as many', () => {
  const { baselinePerSecond, phases } = burstPhases(plan, 'quick', 240);
  expect(baselinePerSecond).toBe(120);
  expect(phases).toEqual([
    { seconds: 3, ratePerSecond: 120 },
    { seconds: 1, ratePerSecond: 1200 },
    { seconds: 3, ratePerSecond: 120 },
    { seconds: 1, ratePerSecond: 1200 },
    { seconds: 3, ratePerSecond: 120 },
  ]);
});

test('a route that takes next to nothing is still offered something', () => {
  expect(burstPhases(plan, 'telling', 0.2).baselinePerSecond).toBe(1);
});

test('what is offered is the mean over all phases', () => {
  const phases = [
    { seconds: 3, ratePerSecond: 100 },
    { seconds: 1, ratePerSecond: 1000 },
  ];
  const load = {
    ...({ loop: 'open', queueLimit: 1 } as const),
    arrivals: { process: 'poisson', phases, seed: 1 } as const,
  };
  expect(offeredPerSecond(load)).toBe(325);
  expect(secondsOf(load)).toBe(4);
  expect(offeredPerSecond({ loop: 'closed', exchanges: 10, seconds: 2 })).toBeNull();
  expect(secondsOf({ loop: 'closed', exchanges: 10, seconds: 2 })).toBe(2);
});
