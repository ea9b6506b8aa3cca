import { describe, expect, test } from 'vitest';
import { summarisePlan } from '../../bench/plan/summarise.js';
import { planSummary } from '../../bench/result/parts.js';
import { fixtureCatalog, fixtureQueries, planFixture } from './fixtures.js';

const summary = (...of: Parameters<typeof planFixture>) =>
  summarisePlan(planFixture(...of), fixtureCatalog);

describe('the fingerprint', () => {
  test.each(
    fixtureQueries.flatMap((query) => [[query, 'custom'] as const, [query, 'generic'] as const]),
  )('of %s (%s) is the same on Postgres 15 and 18', (query, kind) => {
    expect(summary(query, kind, 15).fingerprint).toBe(summary(query, kind, 18).fingerprint);
  });

  test('is the same for a custom and a generic plan of one shape', () => {
    for (const query of ['latest-rls', 'page-rls', 'join-rls', 'subplan-rls'] as const) {
      expect(summary(query, 'custom', 18).fingerprint).toBe(
        summary(query, 'generic', 18).fingerprint,
      );
    }
  });

  test('tells different plans apart, also two ways to aggregate the same rows', () => {
    const fingerprints = fixtureQueries.map((query) => summary(query, 'custom', 18).fingerprint);
    fingerprints.push(summary('aggregate-rls', 'generic', 18).fingerprint);
    expect(new Set(fingerprints).size).toBe(fixtureQueries.length + 1);
  });

  test('changes with the index, its condition and the filter', () => {
    const captured = planFixture('page-rls', 'custom', 18);
    const original = summarisePlan(captured, fixtureCatalog).fingerprint;
    const edited = (from: string, to: string) => {
      const explain = JSON.parse(JSON.stringify(captured.explain).replace(from, to));
      return summarisePlan({ ...captured, explain }, fixtureCatalog).fingerprint;
    };
    expect(edited('invoices_latest', 'invoices_other')).not.toBe(original);
    expect(edited('(tenant_id = ', '(tenant_id <> ')).not.toBe(original);
    expect(edited('"Index Cond"', '"Filter"')).not.toBe(original);
    expect(edited("'900'::bigint", "'901'::bigint")).toBe(original);
  });
});

test('a summary holds what the plan says; a statement without parameters is generic at once', () => {
  const plan = summary('subplan-rls', 'custom', 15);
  expect(planSummary.parse(plan)).toEqual(plan);
  expect(plan).toMatchObject({
    initPlans: 1,
    rowsRemovedByFilter: 573,
    genericPlans: 8,
    customPlans: 0,
  });
  const scan = plan.nodes.find(({ relation }) => relation === 'invoices');
  expect(scan).toMatchObject({
    nodeType: 'Bitmap Heap Scan',
    details: ['Recheck Cond: (tenant_id = (InitPlan 2).col1)'],
    rowsRemovedByFilter: 573,
  });
  const indexScan = plan.nodes.find(({ nodeType }) => nodeType === 'Bitmap Index Scan');
  expect(indexScan).toMatchObject({
    index: 'invoices_latest',
    indexColumns: ['tenant_id', 'created_at desc', 'invoice_id desc', 'include status'],
    indexCondition: '(tenant_id = (InitPlan 2).col1)',
  });
});

test('buffers are those of the execution; planning and heap fetches are apart', () => {
  const captured = planFixture('page-rls', 'custom', 18);
  const withPlanning = JSON.parse(
    JSON.stringify(captured.explain)
      .replace(
        '"Planning":{"Shared Hit Blocks":0,"Shared Read Blocks":0',
        '"Planning":{"Shared Hit Blocks":160,"Shared Read Blocks":8',
      )
      .replace('"Heap Fetches":0', '"Heap Fetches":3'),
  );
  const plan = summarisePlan({ ...captured, explain: withPlanning }, fixtureCatalog);
  expect(plan).toMatchObject({ buffers: 4, planningBuffers: 168, heapFetches: 3 });
});

test('rows removed are counted over all loops', () => {
  const captured = planFixture('subplan-rls', 'custom', 18);
  const threeLoops = JSON.parse(
    JSON.stringify(captured.explain).replaceAll('"Actual Loops":1', '"Actual Loops":3'),
  );
  expect(
    summarisePlan({ ...captured, explain: threeLoops }, fixtureCatalog).rowsRemovedByFilter,
  ).toBe(3 * 573);
});

test('an explain without ANALYZE is refused', () => {
  const captured = {
    explain: [{ Plan: { 'Node Type': 'Result' } }],
    parameterCount: 0,
    genericPlans: 0,
    customPlans: 8,
  };
  expect(() => summarisePlan(captured, fixtureCatalog)).toThrow(/Execution Time/);
});
