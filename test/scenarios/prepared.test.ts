import { beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../bench/result/result.js';
import prepared from '../../scenarios/prepared.js';
import { checkSmall, planOf } from './check-once.js';

let result: Result;
beforeAll(async () => {
  result = await checkSmall(prepared);
});

const buffersOf = (arm: string, operation: string, tenant: 'whale' | 'tiny') =>
  planOf(result, arm, operation, tenant).buffers;

test('its proofs and expectations hold', () => {
  expect(result.proofs.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(result.expectations.length).toBeGreaterThan(0);
  expect(result.expectations.filter(({ status }) => status !== 'passed')).toEqual([]);
});

describe('under a policy', () => {
  test.each(['auto', 'generic'])(
    '%s: a plan made for the whale is bad for the tiny tenant, and the other way round',
    (plan) => {
      const by = (warmer: string, tenant: 'whale' | 'tiny') =>
        buffersOf(`rls-${plan}-${warmer}`, 'latest-as-of', tenant);
      expect(by('whale', 'tiny')).toBeGreaterThan(10 * by('tiny', 'tiny'));
      expect(by('tiny', 'whale')).toBeGreaterThan(10 * by('whale', 'whale'));
    },
  );

  test('force_custom_plan cures a statement with a parameter', () => {
    for (const tenant of ['whale', 'tiny'] as const) {
      expect(buffersOf('rls-custom-whale', 'latest-as-of', tenant)).toBe(
        buffersOf('rls-custom-tiny', 'latest-as-of', tenant),
      );
    }
  });

  test('force_custom_plan does nothing for a statement without one', () => {
    const plan = planOf(result, 'rls-custom-whale', 'latest', 'tiny');
    expect(plan.customPlans).toBe(0);
    expect(plan.buffers).toBeGreaterThan(10 * buffersOf('rls-custom-tiny', 'latest', 'tiny'));
  });
});

test('a WHERE clause’s plans are the same whoever came first: a generic one knows no tenant', () => {
  for (const plan of ['custom', 'generic']) {
    for (const tenant of ['whale', 'tiny'] as const) {
      const [whale, tiny] = ['whale', 'tiny'].map((warmer) =>
        planOf(result, `where-${plan}-${warmer}`, 'latest-as-of', tenant),
      );
      expect(whale?.fingerprint).toBe(tiny?.fingerprint);
      expect(whale?.buffers).toBe(tiny?.buffers);
    }
  }
});
