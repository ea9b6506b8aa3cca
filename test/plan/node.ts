import type { PlanNode } from '../../bench/result/parts.js';

/** A plan's node with nothing to say but what a test gives it. */
export function planNode(given: Partial<PlanNode>): PlanNode {
  return {
    depth: 0,
    nodeType: 'Result',
    relation: null,
    index: null,
    indexColumns: [],
    indexCondition: null,
    filter: null,
    subplan: null,
    estimatedRows: 1,
    actualRows: 1,
    loops: 1,
    rowsRemovedByFilter: 0,
    buffers: 1,
    heapFetches: null,
    indexSearches: null,
    ...given,
  };
}
