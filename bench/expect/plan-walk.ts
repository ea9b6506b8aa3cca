import { number } from '../plan/tree.js';
import type { PlanNode, PlanSummary } from '../result/parts.js';

type Plan = Pick<PlanSummary, 'nodes'>;

/** Nodes that ran: a branch that was never entered did nothing that could be judged. */
export function executed({ nodes }: Plan): PlanNode[] {
  return nodes.filter(({ loops }) => loops > 0);
}

/** The nodes below a node, in the plan's order. */
export function below({ nodes }: Plan, node: PlanNode): PlanNode[] {
  const rest = nodes.slice(nodes.indexOf(node) + 1);
  const end = rest.findIndex(({ depth }) => depth <= node.depth);
  return end === -1 ? rest : rest.slice(0, end);
}

export function childrenOf(plan: Plan, node: PlanNode): PlanNode[] {
  return below(plan, node).filter(({ depth }) => depth === node.depth + 1);
}

/** The nodes above a node, its parent first. */
export function above({ nodes }: Plan, node: PlanNode): PlanNode[] {
  const found: PlanNode[] = [];
  let depth = node.depth;
  for (const other of nodes.slice(0, nodes.indexOf(node)).reverse()) {
    if (other.depth >= depth) continue;
    found.push(other);
    depth = other.depth;
  }
  return found;
}

/**
 * The nodes that a node's rows come from: those below it, and where one of them scans a CTE, those of
 * the CTE, which hang elsewhere in the plan.
 */
export function sourcesOf(plan: Plan, node: PlanNode): PlanNode[] {
  const found = new Set<PlanNode>();
  const waiting = [node, ...below(plan, node)];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (found.has(next)) continue;
    found.add(next);
    if (next.nodeType !== 'CTE Scan') continue;
    const { relation } = next;
    const cte = plan.nodes.find(({ subplan }) => subplan === `CTE ${relation}`);
    if (cte !== undefined) waiting.push(cte, ...below(plan, cte));
  }
  found.delete(node);
  return [...found];
}

/** Shared blocks that a node itself touched, without those of its children. */
export function ownBuffers(plan: Plan, node: PlanNode): number {
  return childrenOf(plan, node).reduce((own, child) => own - child.buffers, node.buffers);
}

const tableScan =
  /^(?:Parallel )?(?:Seq|Sample|Index|Index Only|Bitmap Heap|Tid|Tid Range|Foreign|Custom) Scan/;

/** True for a node that reads rows of a table, from the table or one of its indexes. */
export function isTableScan({ nodeType, relation }: PlanNode): boolean {
  return relation !== null && tableScan.test(nodeType);
}

/** TABLESAMPLE too: BERNOULLI reads every page, SYSTEM its share of them. */
export function isSeqScan({ nodeType }: PlanNode): boolean {
  return /^(?:Parallel )?(?:Seq|Sample) Scan$/.test(nodeType);
}

/** The scan that an index is read for: itself, or the heap scan above a bitmap's. */
export function scanOf(plan: Plan, node: PlanNode): PlanNode | undefined {
  return [node, ...above(plan, node)].find(isTableScan);
}

/** Index-only scans alone count what they fetched from the table. */
export function isIndexOnlyScan({ heapFetches }: PlanNode): boolean {
  return heapFetches !== null;
}

/** The table a scan is of; the topmost parent for a partition. */
export function tableOf(node: PlanNode): string {
  return node.parentTable ?? node.relation ?? '';
}

/** Rows that a scan read, over all loops: those it passed on and those its filter removed. */
export function rowsRead({ actualRows, loops, rowsRemovedByFilter }: PlanNode): number {
  return Math.round(actualRows * loops) + rowsRemovedByFilter;
}

/** For example "1 heap fetch". */
export function heapFetchWords(heapFetches: number): string {
  return heapFetches === 1 ? '1 heap fetch' : `${number(heapFetches)} heap fetches`;
}

/** For example "Index Scan on invoices using invoices_pkey" and "Seq Scan on invoices". */
export function scanWords({ nodeType, relation, index }: PlanNode): string {
  return [nodeType, relation && ` on ${relation}`, index && ` using ${index}`]
    .filter(Boolean)
    .join('');
}
