import { describe, expect, test } from 'vitest';
import type { Result } from '../../bench/result/result.js';
import { madeLeakproof } from './made-policy-scenarios.js';
import { madeAnswer } from './made-view.js';

/** As made, but RLS keeps an index: reads a hundred times as much through it. */
const keeping = (index: string) => ({
  ...madeLeakproof,
  cost: (arm: { name: string; form?: string | undefined }) =>
    arm.name === 'rls'
      ? { buffers: 4000, p50Us: 4000, index }
      : { buffers: 40, p50Us: 100, index: 'i' },
});

describe('what is lost under RLS', () => {
  test('an index is lost where a plan with WHERE scans one that the plan under RLS does not', () => {
    const lost = madeAnswer(keeping('another'));
    expect(lost).toContain('Of 4 predicates with the right index present, 4 lose it under RLS');
    expect(lost).toContain('“Filter by numeric range” loses its index under RLS: 40 buffers');
  });

  test('with the same index it only reads more', () => {
    const kept = madeAnswer(keeping('i'));
    expect(kept).not.toMatch(/loses? (it|its index)/);
    expect(kept).toContain(
      'Of 4 predicates with the right index present, 4 read more or take longer under RLS for the whale tenant, and a rewrite wins it back in 4.',
    );
    expect(kept).toContain(
      '“Filter by numeric range” reads 100 times as much under RLS, with the same index: 40 buffers with WHERE, 4,000 under RLS',
    );
  });

  test('with as many buffers it only takes longer', () => {
    const slower = {
      ...madeLeakproof,
      cost: (arm: { name: string }) => ({
        ...{ buffers: 40, index: 'i', p50Us: arm.name === 'rls' ? 900 : 100 },
      }),
    };
    expect(madeAnswer(slower)).toContain('“Filter by numeric range” takes longer under RLS, with');
  });

  test('some lose it, others only read more: each is counted', () => {
    const both = {
      ...madeLeakproof,
      cost: (arm: { name: string }, operation: string) =>
        keeping(operation === 'enum' ? 'i' : 'another').cost(arm),
    };
    expect(madeAnswer(both)).toContain(
      'Of 4 predicates with the right index present, 3 lose it and 1 reads more or takes longer under RLS for the whale tenant',
    );
  });

  test('buffers that were not counted are no buffers of zero', () => {
    const uncounted = (result: Result) => ({
      ...result,
      arms: result.arms.map((arm) => ({ ...arm, buffers: null, plan: null })),
    });
    const said = madeAnswer(madeLeakproof, uncounted);
    expect(said).toContain('buffers not counted');
    expect(said).not.toMatch(/\b0 (buffers|under RLS)/);
    // Without plans nobody knows which index was used.
    expect(said).not.toMatch(/loses? (it|its index)|same index/);
  });
});
