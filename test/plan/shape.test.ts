import { expect, test } from 'vitest';
import { estimateDifference } from '../../bench/plan/estimates.js';
import { planShapesDiffer, shapeDifference } from '../../bench/plan/shape.js';
import { planNode } from './node.js';

/** A plan from lines such as `1 Index Scan/invoices/invoices_pkey`. */
const plan = (...lines: string[]) => ({
  nodes: lines.map((line) => {
    const [, depth = '0', type = '', relation = '', index = ''] =
      /^(\d) ([^/]+)(?:\/(\w*))?(?:\/(\w+))?$/.exec(line) ?? [];
    return planNode({
      depth: Number(depth),
      nodeType: type,
      relation: relation || null,
      index: index || null,
    });
  }),
});
const bitmap = ['2 Bitmap Heap Scan/invoices', '3 Bitmap Index Scan//by_date'];

test.each([
  [
    'what both share is left out',
    plan('0 GroupAggregate', '1 Sort', ...bitmap),
    plan('0 Sort', '1 HashAggregate', ...bitmap),
    ['GroupAggregate over Sort', 'Sort over HashAggregate'],
  ],
  [
    'a scan against a sort over another',
    plan('0 Limit', '1 Index Scan/invoices/by_date'),
    plan('0 Limit', '1 Sort', ...bitmap),
    ['Index Scan', 'Sort over Bitmap Heap Scan over Bitmap Index Scan'],
  ],
  [
    'another index is named',
    plan('0 Limit', '1 Index Scan/invoices/by_date'),
    plan('0 Limit', '1 Index Scan/invoices/by_status'),
    ['Index Scan on invoices using by_date', 'Index Scan on invoices using by_status'],
  ],
  [
    'a node more',
    plan('0 Limit', '1 Index Scan/invoices/by_date'),
    plan('0 Limit', '1 Sort', '2 Index Scan/invoices/by_date'),
    ['no node there', 'Sort'],
  ],
  [
    'the same nodes nested otherwise',
    plan('0 Append', '1 Sort', '2 Sort'),
    plan('0 Append', '1 Sort', '1 Sort'),
    ['Append over Sort over Sort', 'Append over Sort, Sort'],
  ],
])('%s', (_, a, b, words) => {
  expect(shapeDifference(a, b)).toEqual(words);
  expect(shapeDifference(b, a)).toEqual([...words].reverse());
  expect(planShapesDiffer(a, b)).toBe(true);
});

test('conditions, estimates and InitPlans are no difference of shape', () => {
  const where = plan('0 Limit', '1 Index Scan/invoices/by_date');
  const rls = plan('0 Limit', '1 Result', '2 Result', '1 Index Scan/invoices/by_date');
  const nodes = rls.nodes.map((node, i) => ({
    ...node,
    filter: 'tenant_id = $0',
    estimatedRows: 500,
    subplan: i === 1 ? 'InitPlan 1' : null,
  }));
  expect(shapeDifference(where, { nodes })).toBeNull();
});

test('estimates of a scan more than ten times apart are found, the furthest first', () => {
  const at = (invoices: number, items: number) => ({
    nodes: plan('0 Sort', '1 Index Scan/invoices', '1 Index Scan/line_items').nodes.map(
      (node, i) => ({ ...node, estimatedRows: [9999, invoices, items][i] ?? 0 }),
    ),
  });
  expect(estimateDifference(at(5, 30), at(224, 2))).toMatchObject({
    node: { relation: 'invoices' },
    estimates: [5, 224],
  });
  expect(estimateDifference(at(5, 30), at(50, 3))).toBeNull();
  expect(estimateDifference(at(0, 1), at(10, 1))).toBeNull();
});
