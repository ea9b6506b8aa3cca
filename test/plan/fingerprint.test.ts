import { expect, test } from 'vitest';
import { planFingerprint } from '../../bench/plan/fingerprint.js';
import type { PlanNode } from '../../bench/result/parts.js';
import { planNode } from './node.js';

const NODES: readonly PlanNode[] = [
  planNode({ nodeType: 'Hash Join', details: ['Hash Cond: (i.invoice_id = l.invoice_id)'] }),
  planNode({
    ...{ depth: 1, nodeType: 'Index Scan', relation: 'invoices', index: 'by_date' },
    ...{ indexCondition: '(tenant_id = $1)', filter: "(status = 'open'::text)" },
  }),
  planNode({ depth: 1, nodeType: 'Hash' }),
  planNode({ depth: 2, nodeType: 'Seq Scan', relation: 'line_items', subplan: 'SubPlan 1' }),
];

/** The fingerprint with one node changed. */
function changed(at: number, change: Partial<PlanNode>): string {
  return planFingerprint(NODES.map((node, i) => (i === at ? { ...node, ...change } : node)));
}

test('twelve hex digits', () => {
  expect(planFingerprint(NODES)).toMatch(/^[0-9a-f]{12}$/);
});

test.each<[what: string, at: number, change: Partial<PlanNode>]>([
  ['a node type', 0, { nodeType: 'Merge Join' }],
  ['the node type of a leaf', 3, { nodeType: 'Index Only Scan' }],
  ['a relation', 3, { relation: 'invoices' }],
  ['no relation', 3, { relation: null }],
  ['an index', 1, { index: 'by_status' }],
  ['an index condition', 1, { indexCondition: '(tenant_id > $1)' }],
  ['no index condition', 1, { indexCondition: null }],
  ['a filter', 1, { filter: "(status <> 'open'::text)" }],
  ['no filter', 1, { filter: null }],
  ['a filter where there was none', 3, { filter: '(quantity > 3)' }],
  ['details', 0, { details: ['Hash Cond: (i.tenant_id = l.tenant_id)'] }],
  ['the label of details', 0, { details: ['Join Filter: (i.invoice_id = l.invoice_id)'] }],
  ['no details', 0, { details: undefined }],
  ['details where there were none', 2, { details: ['Group Key: status'] }],
  ['a subplan', 3, { subplan: 'InitPlan 1' }],
  ['no subplan', 3, { subplan: null }],
  ['a depth', 3, { depth: 1 }],
])('changes with %s', (_, at, change) => {
  expect(changed(at, change)).not.toBe(planFingerprint(NODES));
});

test.each<[what: string, at: number, change: Partial<PlanNode>]>([
  ['a literal of a filter', 1, { filter: "(status = 'paid'::text)" }],
  ['a parameter that became a literal', 1, { indexCondition: "(tenant_id = 'a''b'::text)" }],
  ['rows and loops', 1, { actualRows: 7, estimatedRows: 900, loops: 3, rowsRemovedByFilter: 5 }],
  ['buffers, heap fetches and searches', 1, { buffers: 99, heapFetches: 4, indexSearches: 6 }],
  ['how large index and table are', 1, { indexPages: 30, tableRows: 5_000 }],
])('does not change with %s', (_, at, change) => {
  expect(changed(at, change)).toBe(planFingerprint(NODES));
});

test('changes with the order of nodes, and with one more', () => {
  const original = planFingerprint(NODES);
  expect(planFingerprint([...NODES].reverse())).not.toBe(original);
  expect(planFingerprint([...NODES, planNode({})])).not.toBe(original);
});
