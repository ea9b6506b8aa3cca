import { count, number } from '../plan/tree.js';
import type { PlanNode, PlanSummary } from '../result/parts.js';
import { type ComparedColumn, canonical, comparedColumns } from './expression.js';
import { rowsRead, scanOf } from './plan-walk.js';
import { mayStopEarly } from './stops-early.js';

/**
 * How a scan goes through its index: it seeks to what the leading column allows, it skips from value
 * to value of that column (Postgres 18, manual 11.3), or it walks over all entries. "Index Cond" says
 * nothing of it: a walk has one too, and checks every entry by it.
 */
export type IndexAccess = 'seek' | 'skip' | 'walk';

/** A scan that reads more of the index (or of the table's block ranges) has not skipped much. */
const MOST_SKIPPED_SHARE = 0.5;
/** Of an index with fewer pages any use reads a large share: what share says nothing. */
export const FEWEST_PAGES = 10;

/** The key columns of a node's index, in order, as `canonical` writes them. */
export function keysOf({ indexColumns }: PlanNode): string[] {
  return indexColumns
    .filter((column) => !column.startsWith('include '))
    .map((column) => canonical(column.replace(/ desc$/, '')));
}

/** @param node one with an index */
export function indexAccess(plan: PlanSummary, node: PlanNode): IndexAccess {
  const compared = comparedColumns(node.indexCondition);
  const [leading] = keysOf(node);
  if (compared.length === 0) return 'walk';
  // Any column of a GIN index finds its rows alone (manual, 65.4).
  if (node.indexMethod === 'gin') return 'seek';
  if (node.indexMethod === 'brin') return blockRangeAccess(plan, node);
  if (compared.some(({ column }) => column === leading)) return 'seek';
  return isSkipping(node) ? 'skip' : 'walk';
}

/**
 * A BRIN index finds ranges of pages that may hold a row (manual, 65.5): whether they do is seen in
 * the bitmap's heap scan alone. Where the column is scattered over the table they are all of it.
 */
function blockRangeAccess(plan: PlanSummary, node: PlanNode): IndexAccess {
  const scan = scanOf(plan, node);
  if (scan === undefined) return 'walk';
  const returned = rowsRead(scan) - scan.rowsRemovedByFilter;
  if (scan.rowsRemovedByFilter <= returned) return 'seek';
  return rowsRead(scan) < MOST_SKIPPED_SHARE * (scan.tableRows ?? 0) ? 'skip' : 'walk';
}

/**
 * True where a scan's index condition leaves out the entries with other values of `column`: every key
 * before it is compared for equality, or not at all and skipped over. A range is never skipped: 18
 * searches a few times in it too, and yet reads all of its pages.
 */
export function seeksColumn(plan: PlanSummary, node: PlanNode, column: string): boolean {
  const wanted = canonical(column);
  const compared = comparedColumns(node.indexCondition);
  if (!compared.some((each) => each.column === wanted)) return false;
  if (node.indexMethod === 'gin') return true;
  if (node.indexMethod === 'brin') return blockRangeAccess(plan, node) === 'seek';
  const open = keysBefore(node, wanted).filter((key) => !isCompared(compared, key, 'equal'));
  return open.length === 0 || (!open.some((key) => isCompared(compared, key)) && isSkipping(node));
}

/** @param column as in `canonical` */
function keysBefore(node: PlanNode, column: string): string[] {
  const keys = keysOf(node);
  return keys.slice(0, keys.indexOf(column));
}

function isCompared(
  compared: readonly ComparedColumn[],
  key: string,
  by?: ComparedColumn['by'],
): boolean {
  return compared.some((each) => each.column === key && (by === undefined || each.by === by));
}

/** More searches than loops, and few enough pages read. Versions before 18 never skip. */
function isSkipping(node: PlanNode): boolean {
  const { indexSearches, loops, indexPages } = node;
  if (indexSearches === null || indexSearches <= loops) return false;
  return indexPages === undefined || leastPagesRead(node) < MOST_SKIPPED_SHARE * indexPages;
}

/**
 * Pages of the index that one loop of a scan read at least. The buffers of an index scan hold the
 * table's pages too, at most one a row.
 */
export function leastPagesRead(node: PlanNode): number {
  if (node.loops === 0) return 0;
  const ofTable = node.nodeType === 'Bitmap Index Scan' ? 0 : (node.heapFetches ?? rowsRead(node));
  return Math.max(0, node.buffers - ofTable) / node.loops;
}

/**
 * What a scan does that does not seek a column it compares: "reads all 252 pages of kind_tenant_idx:
 * tenant_id is not its leading column".
 *
 * @param column the one it should seek; absent: its leading column
 */
export function walkSentence(plan: PlanSummary, node: PlanNode, column?: string): string {
  const keys = keysOf(node);
  const compared = comparedColumns(node.indexCondition);
  if (node.indexMethod === 'brin') return blockRangeSentence(plan, node);
  const wanted = canonical(column ?? '');
  const range = keysBefore(node, wanted).find(
    (key) => isCompared(compared, key) && !isCompared(compared, key, 'equal'),
  );
  if (indexAccess(plan, node) === 'seek' || range !== undefined) {
    const open = range ?? keys.find((key) => !isCompared(compared, key, 'equal'));
    return `reads entries of ${node.index} for every ${wanted}: it comes after ${open}, which is not compared for equality`;
  }
  const names = [...new Set(compared.map((each) => each.column))];
  const why =
    names.length === 0
      ? `nothing is compared with its leading column ${keys[0]}`
      : `${names.join(' and ')} ${names.length === 1 ? 'is not its leading column' : 'are not its leading columns'}`;
  return `${walkWords(plan, node)}: ${why}`;
}

function blockRangeSentence(plan: PlanSummary, node: PlanNode): string {
  const isWalk = indexAccess(plan, node) === 'walk';
  const what = isWalk ? 'leaves next to nothing out' : 'finds ranges of pages, not rows';
  const scan = scanOf(plan, node);
  if (scan === undefined) return `${node.index} ${what}`;
  const returned = rowsRead(scan) - scan.rowsRemovedByFilter;
  return `${node.index} ${what}: ${count(rowsRead(scan), 'row')} of ${scan.relation} read for ${number(returned)}`;
}

function walkWords(plan: PlanSummary, node: PlanNode): string {
  const { index, indexPages, indexSearches, loops } = node;
  const pages = indexPages === undefined ? 'the pages' : count(indexPages, 'page');
  const often = loops > 1 ? ` ${number(loops)} times` : '';
  if (indexSearches !== null && indexSearches > loops) {
    return `reads most of the ${pages} of ${index}${often}, in ${`${number(indexSearches)} searches`}`;
  }
  if (mayStopEarly(plan, node)) {
    const read = Math.min(Math.floor(leastPagesRead(node)), indexPages ?? 0);
    const share = read > 0 ? `${number(read)} of its ${pages}` : pages;
    return `reads ${index} (${share}) from one end until there are rows enough`;
  }
  return `reads all ${pages} of ${index}${often}`;
}
