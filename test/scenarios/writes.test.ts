import { beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../bench/result/result.js';
import { type Arm, TENANT_NAMES } from '../../bench/scenario/scenario.js';
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

const arms: readonly Arm[] = writes.arms;

describe.each(writes.operations.map(({ name }) => name))('%s', (operation) => {
  test('something is expected of it', () => {
    const expected = result.expectations.filter((each) => each.operation === operation);
    expect(new Set(expected.map(({ rule }) => rule))).toContain('maxRoundTrips');
  });

  test.each(TENANT_NAMES)('%s: a policy changes neither buffers nor WAL', (tenant) => {
    const [where, rls] = ['where', 'rls'].map((arm) => {
      const { buffers, wal } = planOf(result, arm, operation, tenant);
      return { buffers, wal };
    });
    expect(where?.wal?.records).toBeGreaterThan(0);
    expect(rls).toEqual(where);
  });

  const byDefault = arms.find(({ name }) => name === 'rls-default');
  const isInsert = operation === 'upsert' || operation.startsWith('insert');
  test('only an INSERT has a tenant to leave to a column default, which changes neither', () => {
    expect(byDefault?.operations?.includes(operation)).toBe(isInsert);
    if (!isInsert) return;
    const [rls, left] = ['rls', 'rls-default'].map((arm) => {
      const { buffers, wal } = planOf(result, arm, operation, 'whale');
      return { buffers, wal };
    });
    expect(left).toEqual(rls);
  });

  test('each contrast has one cause: the policy alone over WHERE, the default alone over that', () => {
    const { where, forms } = writes.operations.find(({ name }) => name === operation) ?? {};
    // An INSERT is the same statement; of the others the policy takes the place of the predicate.
    expect(forms?.sent === where).toBe(isInsert);
  });
});

test('checked again, buffers and WAL are the same', async () => {
  const figures = ({ arms }: Result) =>
    arms.map(({ arm, operation, tenant, plan }) => {
      return [arm, operation, tenant, plan?.fingerprint, plan?.buffers, plan?.wal];
    });
  expect(figures(await checkSmall(writes))).toEqual(figures(result));
});
