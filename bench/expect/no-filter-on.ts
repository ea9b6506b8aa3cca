import { count } from '../plan/tree.js';
import type { PlanNode, PlanSummary } from '../result/parts.js';
import { canonical, comparedColumns, mentionsColumn } from './expression.js';
import { seeksColumn, walkSentence } from './index-access.js';
import { childrenOf, executed, isTableScan, rowsRead, scanWords, sourcesOf } from './plan-walk.js';
import { defineRule, failed, type Judgement, passed } from './rule.js';

/**
 * The column is no filter on rows already read: where it is compared, an index finds the rows by it.
 * "tenant_id" is that column of any table, "invoices.tenant_id" of that table (and its partitions)
 * alone. Four things that are no filter by name are one:
 * - an index condition behind a key that is not compared for equality: it checks entries of all
 *   tenants, one by one;
 * - a join condition on rows that were read without it: a hash join with the tenants of a user reads
 *   all tenants' rows first;
 * - a filter on what a CTE, a subquery or a function returned: its rows were read before;
 * - a subquery as a filter: what it compares is not printed, so it counts as comparing the column.
 *
 * A plan that compares the column nowhere fails: no index condition holds it.
 */
export const noFilterOn = defineRule(
  'noFilterOn',
  (column) => column,
  (wanted, { plan }): Judgement => {
    const { table, column } = tableAndColumn(wanted);
    const nodes = executed(plan).filter((node) => table === null || mayReadFrom(plan, node, table));
    for (const node of nodes) {
      const complaint =
        filterComplaint(plan, node, column) ??
        functionComplaint(node, column, table) ??
        walkComplaint(plan, node, column) ??
        joinComplaint(plan, node, column, table);
      if (complaint !== null) return failed(complaint.actual, complaint.message, [complaint.node]);
    }
    const seeking = nodes.find((node) => node.index !== null && seeksColumn(plan, node, column));
    if (seeking === undefined) {
      const message = `nothing that was executed compares ${wanted}, so no index condition holds it`;
      return failed('compared nowhere', message);
    }
    const actual = `an index condition of ${seeking.index}`;
    return passed(actual, `${wanted} is ${actual}`);
  },
);

interface Complaint {
  readonly actual: string;
  readonly message: string;
  readonly node: PlanNode;
}

/** What `noFilterOn` names; without a table the column of any. */
export function tableAndColumn(wanted: string): { table: string | null; column: string } {
  const dot = wanted.lastIndexOf('.');
  if (dot === -1) return { table: null, column: wanted };
  return { table: wanted.slice(0, dot), column: wanted.slice(dot + 1) };
}

/** A scan is of one table; what is above scans may compare rows of any below it. */
function mayReadFrom(plan: PlanSummary, node: PlanNode, table: string): boolean {
  const scans = isTableScan(node) ? [node] : [...sourcesOf(plan, node), node];
  const names = scans.flatMap(({ relation, parentTable }) => [relation, parentTable]);
  // A bitmap's index scan names no table.
  return names.includes(table) || (node.relation === null && node.index !== null);
}

/** A filter that names the column, or may do so in a subquery, on a scan that does not seek it. */
function filterComplaint(plan: PlanSummary, node: PlanNode, column: string): Complaint | null {
  const { filter, relation, rowsRemovedByFilter } = node;
  if (filter === null || !isTableScan(node) || scanSeeks(plan, node, column)) return null;
  const removed = `${count(rowsRead(node), 'row')} read, ${count(rowsRemovedByFilter, 'row')} removed`;
  if (mentionsColumn(filter, column)) {
    const message = `${column} is a filter on rows of ${relation} already read: ${removed}`;
    return { actual: `a filter: ${removed}`, message, node };
  }
  if (!/\bSubPlan \d/.test(filter)) return null;
  const message = `rows of ${relation} already read are filtered by a subquery, and ${column} is no index condition: ${removed}`;
  return { actual: `a subquery as a filter: ${removed}`, message, node };
}

/**
 * A filter on what a function returned: what it read is in no plan. Whether that was the one table
 * that is asked about nobody can tell.
 */
function functionComplaint(node: PlanNode, column: string, table: string | null): Complaint | null {
  const { nodeType, filter, relation, rowsRemovedByFilter } = node;
  if (table !== null || nodeType !== 'Function Scan') return null;
  if (filter === null || !mentionsColumn(filter, column)) return null;
  const removed = `${count(rowsRead(node), 'row')} read, ${count(rowsRemovedByFilter, 'row')} removed`;
  const message = `${column} is a filter on what ${relation} returned: ${removed}`;
  return { actual: `a filter: ${removed}`, message, node };
}

/** An index condition that finds nothing by the column, but checks entries by it. */
function walkComplaint(plan: PlanSummary, node: PlanNode, column: string): Complaint | null {
  if (node.index === null || seeksColumn(plan, node, column)) return null;
  const compared = comparedColumns(node.indexCondition).map((each) => each.column);
  if (!compared.includes(canonical(column))) return null;
  const message = walkSentence(plan, node, column);
  return { actual: message, message, node };
}

/** A join (or what else is above scans) that compares the column of rows read without it. */
function joinComplaint(
  plan: PlanSummary,
  node: PlanNode,
  column: string,
  table: string | null,
): Complaint | null {
  if (isTableScan(node) || node.index !== null) return null;
  const conditions = (node.details ?? []).filter((detail) => /^(?:Hash|Merge|Join) /.test(detail));
  const condition = [...conditions, node.filter ?? ''].find((text) => mentionsColumn(text, column));
  if (condition === undefined) return null;
  const isOf = ({ relation, parentTable }: PlanNode) =>
    table === null || relation === table || parentTable === table;
  const scans = sourcesOf(plan, node).filter(
    (each) => each.loops > 0 && isTableScan(each) && isOf(each),
  );
  const [largest] = scans.sort((a, b) => rowsRead(b) - rowsRead(a));
  if (largest === undefined || scanSeeks(plan, largest, column)) return null;
  const actual = `compared in ${node.nodeType}`;
  const message = `${column} is compared in ${node.nodeType} with ${count(rowsRead(largest), 'row')} of ${largest.relation} already read by ${scanWords(largest)}`;
  return { actual, message, node };
}

/** True where all that a scan reads was found by the column. */
function scanSeeks(plan: PlanSummary, scan: PlanNode, column: string): boolean {
  if (scan.index !== null) return seeksColumn(plan, scan, column);
  const [bitmap] = childrenOf(plan, scan).filter(({ subplan }) => subplan === null);
  return bitmap !== undefined && bitmapSeeks(plan, bitmap, column);
}

function bitmapSeeks(plan: PlanSummary, node: PlanNode, column: string): boolean {
  const children = childrenOf(plan, node);
  if (node.nodeType === 'BitmapOr')
    return children.every((each) => bitmapSeeks(plan, each, column));
  if (node.nodeType === 'BitmapAnd')
    return children.some((each) => bitmapSeeks(plan, each, column));
  return seeksColumn(plan, node, column);
}
