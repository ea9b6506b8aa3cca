import { expect, test } from 'vitest';
import { exactMetrics } from '../../bench/check/exact-metrics.js';
import { madeCheck, planned } from './made-check.js';

const exact = {
  ...{ fingerprint: '0123456789ab', buffers: 41, rowsRemovedByFilter: 7, heapFetches: 3 },
  // None of these is exact: they depend on the clock, or on what a session has cached.
  ...{ planningBuffers: 99, planningMs: 1.5, executionMs: 2.5 },
};

test('each plan with its place and what is exact of it, and nothing else', () => {
  const arms = [planned(exact), planned(null, 'not-planned'), planned(exact, 'other')];
  const [first, second, ...others] = exactMetrics(madeCheck({ arms }));
  expect(first).toEqual({
    ...{ scenario: 'first', operation: 'latest', tenant: 'whale', arm: 'rls' },
    ...{ fingerprint: '0123456789ab', buffers: 41, rowsRemoved: 7, heapFetches: 3, roundTrips: 2 },
  });
  expect(second).toEqual({ ...first, arm: 'other' });
  expect(others).toEqual([]);
});

test('calls by function and WAL, where they were counted', () => {
  const calls = [
    { function: 'current_setting', calls: 2_052, standIn: true },
    { function: 'own_tenant', calls: 12, standIn: false },
  ];
  const wal = { records: 9, bytes: 700, fullPageImages: 0 };
  const [metrics] = exactMetrics(madeCheck({ arms: [planned({ ...exact, calls, wal })] }));
  expect(metrics?.calls).toEqual({ current_setting: 2_052, own_tenant: 12 });
  expect(metrics?.wal).toEqual({ records: 9, bytes: 700 });
});
