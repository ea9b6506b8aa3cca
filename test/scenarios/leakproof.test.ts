import { beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../bench/result/result.js';
import leakproof from '../../scenarios/leakproof.js';
import { checkSmall, failuresOf, MANY_ROWS, planOf } from './check-once.js';

describe('leakproof', () => {
  let result: Result;
  beforeAll(async () => {
    result = await checkSmall(leakproof, MANY_ROWS);
  }, 120_000);

  const operations = leakproof.operations.map(({ name }) => name);
  const plan = (operation: string, arm: string) => planOf(result, arm, operation, 'whale');

  it('proves every arm, rewrites too, and holds them to what is expected of them', () => {
    expect(failuresOf(result)).toEqual([]);
    const proved = result.proofs.filter(({ arm }) => arm === 'rls-rewrite');
    expect(new Set(proved.flatMap(({ operation }) => operation ?? []))).toEqual(
      new Set(operations),
    );
  });

  it.each(operations)('loses the index of %s under RLS, and wins one back', (operation) => {
    const [where, rls, rewrite] = ['where', 'rls', 'rls-rewrite'].map((arm) =>
      plan(operation, arm),
    );
    expect(rls?.buffers).toBeGreaterThan(3 * (where?.buffers ?? 0));
    expect(rls?.rowsRemovedByFilter).toBeGreaterThan(5_000);
    expect(rewrite?.buffers).toBeLessThanOrEqual(2 * (where?.buffers ?? 0) + 10);
  });

  it('compares by the index of the policy alone', () => {
    for (const operation of operations) {
      const compared = plan(operation, 'rls').nodes.flatMap(
        ({ indexCondition }) => indexCondition ?? [],
      );
      for (const condition of compared) expect(condition).toMatch(/^\(tenant_id = /);
    }
  });
});
