import { beforeAll, expect, test } from 'vitest';
import type { Result } from '../../bench/result/result.js';
import covering from '../../scenarios/covering.js';
import { checkSmall, failuresOf, planOf } from './check-once.js';

let result: Result;
beforeAll(async () => {
  result = await checkSmall(covering);
});

const plan = (arm: string, operation: string) => planOf(result, `${arm}-rls`, operation, 'whale');

test('its proofs and expectations hold', () => {
  expect(result.expectations.length).toBeGreaterThan(0);
  expect(failuresOf(result)).toEqual([]);
});

test('after VACUUM the covering index is read alone, and pays', () => {
  for (const { name } of covering.operations) {
    expect(plan('covering-fresh', name).heapFetches, name).toBe(0);
    expect(plan('covering-fresh', name).buffers, name).toBeLessThanOrEqual(
      plan('plain-fresh', name).buffers,
    );
  }
  expect(plan('covering-fresh', 'total-by-status').buffers).toBeLessThan(
    plan('plain-fresh', 'total-by-status').buffers / 4,
  );
});

test('heap fetches climb with the share of updated rows, and one in a hundred makes many', () => {
  const fetches = ['fresh', 'updated-1', 'updated-10'].map(
    (state) => plan(`covering-${state}`, 'date-range').heapFetches,
  );
  expect(fetches).toEqual([...fetches].sort((a, b) => a - b));
  const [, one = 0, ten = 0] = fetches;
  expect(one).toBeGreaterThan(ten / 10);
  expect(ten).toBeGreaterThan(0);
});

test('until ANALYZE the planner trusts a visibility map that is gone, and reads more than without INCLUDE', () => {
  const buffers = (arm: string) => plan(arm, 'date-range').buffers;
  expect(buffers('covering-updated-10')).toBeGreaterThan(1.5 * buffers('plain-updated-10'));
  expect(buffers('covering-analyzed-10')).toBeLessThan(1.2 * buffers('plain-analyzed-10'));
});

test('checked again, plans, buffers and heap fetches are the same', async () => {
  const figures = ({ arms }: Result) =>
    arms.map(({ arm, operation, tenant, plan }) => {
      return [arm, operation, tenant, plan?.fingerprint, plan?.buffers, plan?.heapFetches];
    });
  const again = await checkSmall(covering);
  expect(figures(again).sort()).toEqual(figures(result).sort());
});
