import { beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../bench/result/result.js';
import { TENANT_NAMES } from '../../bench/scenario/scenario.js';
import writes from '../../scenarios/writes.js';
import { checkSmall, planOf } from './check-once.js';

let result: Result;
beforeAll(async () => {
  result = await checkSmall(writes);
});

test('its proofs and expectations hold', () => {
  expect(result.proofs.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(result.expectations.length).toBeGreaterThan(0);
  expect(result.expectations.filter(({ status }) => status !== 'passed')).toEqual([]);
});

describe.each(writes.operations.map(({ name }) => name))('%s', (operation) => {
  test('something is expected of it', () => {
    const expected = result.expectations.filter((each) => each.operation === operation);
    expect(new Set(expected.map(({ rule }) => rule))).toContain('maxRoundTrips');
  });

  test.each(TENANT_NAMES)('%s: a policy changes neither buffers nor WAL', (tenant) => {
    const [where, again, rls] = ['where', 'where-again', 'rls'].map((arm) => {
      const { buffers, wal } = planOf(result, arm, operation, tenant);
      return { buffers, wal };
    });
    expect(where?.wal?.records).toBeGreaterThan(0);
    expect(again).toEqual(where);
    expect(rls).toEqual(where);
  });
});

test('checked again, buffers and WAL are the same', async () => {
  const figures = ({ arms }: Result) =>
    arms.map(({ arm, operation, tenant, plan }) => {
      return [arm, operation, tenant, plan?.fingerprint, plan?.buffers, plan?.wal];
    });
  expect(figures(await checkSmall(writes))).toEqual(figures(result));
});
