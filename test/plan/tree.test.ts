import { expect, test } from 'vitest';
import { summarisePlan } from '../../bench/plan/summarise.js';
import { fixtureCatalog, planFixture } from './fixtures.js';

test('a plan reads as an indented tree with index columns, conditions and buffers', () => {
  const { tree } = summarisePlan(planFixture('join-rls', 'custom', 18), fixtureCatalog);
  expect(tree.replace(/[\d.]+ ms/g, 'N ms')).toMatchInlineSnapshot(`
    "Incremental Sort  (30 rows, 4 estimated, 54 buffers)
      Sort Key: invoices.created_at DESC, l.line_no
      Presorted Key: invoices.created_at
      -> InitPlan 1: Result  (1 row, 1 estimated, 0 buffers)
      -> Nested Loop  (30 rows, 4 estimated, 54 buffers)
         -> Limit  (10 rows, 10 estimated, 4 buffers)
            -> InitPlan 2: Result  (1 row, 1 estimated, 0 buffers)
            -> Index Only Scan on invoices using invoices_latest (tenant_id, created_at desc, invoice_id desc, include status)  (10 rows, 206 estimated, 4 buffers)
                 Index condition: ((tenant_id = (InitPlan 2).col1) AND (created_at <= '2024-03-01 00:00:00+00'::timestamp with time zone))
                 Heap fetches: 0
         -> Index Scan on line_items using line_items_tenant (tenant_id, invoice_id)  (3 rows x 10 loops, 1 estimated, 50 buffers)
              Index condition: ((tenant_id = (InitPlan 1).col1) AND (invoice_id = invoices.invoice_id))
              Index searches: 10
    Plan: custom (8 custom, 0 generic before it)
    Execution: 54 buffers, N ms
    Planning: 6 buffers, N ms"
  `);
});

test('a node that never ran says so', () => {
  const captured = planFixture('latest-rls', 'custom', 18);
  const explain = JSON.parse(
    JSON.stringify(captured.explain).replaceAll('"Actual Loops":1', '"Actual Loops":0'),
  );
  expect(summarisePlan({ ...captured, explain }, fixtureCatalog).tree).toContain(
    '(never executed)',
  );
});
