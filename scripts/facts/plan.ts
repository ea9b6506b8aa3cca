import { type ExplainNode, numberOf, parseExplain, textOf } from '../../bench/plan/explain.js';

/** A plan as the server printed it: facts are about versions, so nothing is made equal here. */
export interface FactPlan {
  /** Depth first, as EXPLAIN prints them. */
  readonly nodes: readonly ExplainNode[];
  /** Shared buffers hit and read by the execution. */
  readonly buffers: number;
  readonly executionMs: number;
  readonly planningMs: number;
}

/** Reads the value of an EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) column. */
export function readPlan(explain: unknown): FactPlan {
  const statement = parseExplain(explain);
  return {
    nodes: flatten(statement.Plan),
    buffers:
      (numberOf(statement.Plan, 'Shared Hit Blocks') ?? 0) +
      (numberOf(statement.Plan, 'Shared Read Blocks') ?? 0),
    executionMs: statement['Execution Time'],
    planningMs: statement['Planning Time'],
  };
}

function flatten(node: ExplainNode): ExplainNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

/** The node that reads a table, by the table's name. */
export function scanOf(plan: FactPlan, relation: string): ExplainNode {
  const found = plan.nodes.find((node) => node['Relation Name'] === relation);
  if (!found) throw new Error(`Expected a scan of ${relation}, got ${shapeOf(plan)}`);
  return found;
}

/** Rows the planner expected of a node. */
export function estimateOf(node: ExplainNode): number {
  return numberOf(node, 'Plan Rows') ?? 0;
}

/** For example "Limit > Index Scan using invoices_pkey". */
export function shapeOf(plan: FactPlan): string {
  return plan.nodes
    .map((node) => {
      const index = textOf(node, 'Index Name');
      const backward = node['Scan Direction'] === 'Backward' ? ' backward' : '';
      return `${node['Node Type']}${backward}${index === null ? '' : ` using ${index}`}`;
    })
    .join(' > ');
}

/** Indexes that the plan reads. */
export function indexesOf(plan: FactPlan): string[] {
  return plan.nodes.flatMap((node) => textOf(node, 'Index Name') ?? []);
}

export function hasNode(plan: FactPlan, type: RegExp): boolean {
  return plan.nodes.some((node) => type.test(node['Node Type']));
}

/**
 * Rows that a scan of the table read and a filter discarded, over all loops: what tells a walk of a
 * whole table or index from a seek, whatever the node is called.
 */
export function discarded(plan: FactPlan, relation: string): number {
  return plan.nodes
    .filter((node) => node['Relation Name'] === relation)
    .reduce((sum, node) => sum + perNode(node, 'Rows Removed by Filter'), 0);
}

/** A count that EXPLAIN prints as an average over the node's loops, as a total. */
function perNode(node: ExplainNode, key: string): number {
  return (numberOf(node, key) ?? 0) * (numberOf(node, 'Actual Loops') ?? 1);
}

/** Sum of a number over the nodes that print it. */
export function total(plan: FactPlan, key: string): number {
  return plan.nodes.reduce((sum, node) => sum + (numberOf(node, key) ?? 0), 0);
}
