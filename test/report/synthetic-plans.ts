import { planTree } from '../../bench/plan/tree.js';
import type { PlanRecord } from '../../bench/result/journal.js';
import type { PlanNode } from '../../bench/result/result.js';

/** A plausible plan of an operation: RLS adds an InitPlan for the tenant, or a filter. */
export function syntheticPlan(
  isolation: 'where' | 'rls',
  operation: string,
  suffix: string,
): Pick<PlanRecord, 'summary' | 'explain'> {
  const tenant = isolation === 'where' ? '$1' : '(InitPlan 1).col1';
  const scan = node({
    depth: 1,
    nodeType: 'Index Scan Backward',
    relation: `invoices${suffix}`,
    index: 'invoices_latest',
    indexColumns: ['tenant_id', 'created_at', 'invoice_id'],
    indexCondition: `tenant_id = ${tenant}`,
    actualRows: 20,
    buffers: 23,
  });
  const items = node({
    depth: 1,
    nodeType: isolation === 'rls' ? 'Seq Scan' : 'Index Scan',
    relation: 'line_items',
    filter: isolation === 'rls' ? `tenant_id = ${tenant}` : null,
    rowsRemovedByFilter: isolation === 'rls' ? 1200 : 0,
    actualRows: 35,
    buffers: isolation === 'rls' ? 180 : 31,
  });
  const initPlan = node({ depth: 1, nodeType: 'Result', subplan: 'InitPlan 1' });
  const nodes = [
    node({ depth: 0, nodeType: 'Limit', actualRows: 20, buffers: 23 }),
    ...(isolation === 'rls' ? [initPlan] : []),
    scan,
    ...(operation === 'with-line-items' ? [items] : []),
  ];
  const summary = {
    fingerprint: nodes.map(({ nodeType }) => nodeType).join('>'),
    nodes,
    initPlans: isolation === 'rls' ? 1 : 0,
    rowsRemovedByFilter: 0,
    buffers: 23,
    planningBuffers: 0,
    heapFetches: 0,
    planningMs: 0.081,
    executionMs: 0.052,
    genericPlans: isolation === 'rls' ? 1 : 0,
    customPlans: 5,
  };
  return {
    summary: { ...summary, tree: planTree(summary) },
    explain: [{ Plan: { 'Node Type': 'Limit' }, 'Execution Time': 0.052 }],
  };
}

/** A plan node with the fields a test cares for. */
export function node(given: Partial<PlanNode>): PlanNode {
  return {
    depth: 0,
    nodeType: 'Limit',
    relation: null,
    index: null,
    indexColumns: [],
    indexCondition: null,
    filter: null,
    subplan: null,
    estimatedRows: given.actualRows ?? 1,
    actualRows: 1,
    loops: 1,
    rowsRemovedByFilter: 0,
    buffers: 0,
    heapFetches: null,
    indexSearches: null,
    ...given,
  };
}
