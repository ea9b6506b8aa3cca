import { beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../bench/result/result.js';
import wrapRisk from '../../scenarios/wrap-risk.js';
import { checkSmall, failuresOf, MANY_ROWS, planOf } from './check-once.js';

describe('wrap-risk', () => {
  let result: Result;
  beforeAll(async () => {
    result = await checkSmall(wrapRisk, MANY_ROWS);
  }, 120_000);

  const reads = (operation: string, arm: string) => planOf(result, arm, operation, 'tiny').buffers;

  it('proves every arm and holds it to what is expected of it', () => {
    expect(failuresOf(result)).toEqual([]);
    expect(result.expectations.length).toBeGreaterThan(20);
  });

  it('leaves the tiny tenant five rows', () => {
    for (const { tenantRows } of result.scenarios[0]?.siblings ?? []) {
      expect(tenantRows.find(({ name }) => name === 'tiny')?.rows).toBe(5);
    }
  });

  it.each(['latest', 'next-page'])('springs the trap on %s, and cures it', (operation) => {
    const trapped = planOf(result, 'wrapped-separate', operation, 'tiny');
    expect(trapped.nodes.map(({ index }) => index)).toContain('invoices_created');
    expect(trapped.buffers).toBeGreaterThan(100 * reads(operation, 'bare-separate'));
    expect(reads(operation, 'wrapped-composite')).toBeLessThan(10);
  });

  it('finds it safe to wrap where nothing tempts the planner', () => {
    expect(reads('count-open', 'wrapped-separate')).toBe(reads('count-open', 'bare-separate'));
  });
});
