import { beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../bench/result/result.js';
import policies from '../../scenarios/policies.js';
import { testedMajor } from '../support/tested-major.js';
import { callsOf, checkSmall, failuresOf, MANY_ROWS, planOf } from './check-once.js';

describe('policies', () => {
  let result: Result;
  beforeAll(async () => {
    result = await checkSmall(policies, MANY_ROWS);
  }, 120_000);

  const rowsOfLines = () => {
    const { nodes } = planOf(result, 'where', 'sum-lines', 'whale');
    const scan = nodes.find(({ relation }) => relation === 'line_items');
    return (scan?.actualRows ?? 0) + (scan?.rowsRemovedByFilter ?? 0);
  };
  const sumCalls = (arm: string) => callsOf(result, arm, 'sum-lines', 'whale');
  const pageCalls = (arm: string) => callsOf(result, arm, 'next-page', 'whale');

  it('proves every form and holds it to what is expected of it', () => {
    expect(failuresOf(result)).toEqual([]);
    expect(result.expectations.length).toBeGreaterThan(50);
  });

  it('counts a call a row of a bare setting that no index serves, and one of a wrapped one', () => {
    // One more while planning, for the estimate.
    for (const arm of ['bare', 'sql-volatile', 'json-claim', 'permissive-50', 'restrictive']) {
      expect([arm, sumCalls(arm)]).toEqual([arm, rowsOfLines() + 1]);
    }
    expect(sumCalls('wrapped')).toBe(1);
    expect(sumCalls('json-wrapped')).toBe(1);
    expect(sumCalls('or-staff')).toBeGreaterThan(rowsOfLines());
  });

  it('counts a helper and what it calls in turn', () => {
    expect(sumCalls('plpgsql-volatile')).toBe(2 * rowsOfLines());
    // Before 18 the body of an SQL function is planned anew by each statement that calls it, here for
    // the estimate and for the execution, and what it looks up by is called for the body's estimate.
    const ofBody = testedMajor() < 18 ? 2 : 0;
    expect(sumCalls('member-definer')).toBe(2 * (rowsOfLines() + 1) + ofBody);
    expect(sumCalls('volatile-wrapped')).toBe(2);
  });

  it('counts two calls of a bare setting that an index serves', () => {
    for (const arm of ['bare', 'sql-stable', 'sql-volatile', 'parallel-unsafe', 'json-claim']) {
      expect([arm, pageCalls(arm)]).toEqual([arm, 2]);
    }
    expect(pageCalls('plpgsql-stable')).toBe(4);
  });

  it('shows nothing of PARALLEL UNSAFE without parallel query, and says so where it is named', () => {
    expect(policies.arms.find(({ name }) => name === 'parallel-unsafe')?.title).toContain(
      'parallel query is off here',
    );
    for (const operation of ['next-page', 'sum-lines']) {
      const [unsafe, stable] = ['parallel-unsafe', 'sql-stable'].map((arm) => {
        const { fingerprint, buffers, calls } = planOf(result, arm, operation, 'whale');
        return { fingerprint, buffers, calls };
      });
      expect(unsafe).toEqual(stable);
    }
  });

  it('reads every row where a policy keeps the index from being used', () => {
    const read = (arm: string) => planOf(result, arm, 'next-page', 'tiny').rowsRemovedByFilter;
    const rows = result.scenarios[0]?.siblings?.find(({ name }) => name === 'bare')?.mainRows ?? 0;
    for (const arm of ['plpgsql-volatile', 'member-in', 'member-exists', 'or-staff']) {
      expect([arm, read(arm) > 0.9 * rows]).toEqual([arm, true]);
    }
    for (const arm of ['bare', 'wrapped', 'member-array', 'member-definer', 'plain-view']) {
      expect([arm, read(arm) < 30]).toEqual([arm, true]);
    }
  });

  it('plans all partitions of a wrapped setting and reads one', () => {
    const { nodes } = planOf(result, 'partitioned-wrapped', 'next-page', 'whale');
    const scans = nodes.filter(({ relation }) => relation?.startsWith('invoices_part'));
    expect(scans).toHaveLength(8);
    expect(scans.filter(({ loops }) => loops > 0).map(({ relation }) => relation)).toEqual([
      'invoices_part_0',
    ]);
    const bare = planOf(result, 'partitioned', 'next-page', 'whale').nodes;
    expect(bare.filter(({ relation }) => relation?.startsWith('invoices_part'))).toHaveLength(1);
  });
});
