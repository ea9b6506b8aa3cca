import { count, number } from '../plan/tree.js';
import type { PlanNode, PlanSummary } from '../result/parts.js';
import { canonical, comparedColumns } from './expression.js';
import { rowsRead } from './plan-walk.js';
import { mayStopEarly } from './stops-early.js';

/**
 * How a scan goes through its index: it seeks to what the leading column allows, it skips from value
 * to value of that column (Postgres 18, manual 11.3), or it walks over all entries. "Index Cond" says
 * nothing of it: a walk has one too, and checks every entry by it.
 */
export type IndexAccess = 'seek' | 'skip' | 'walk';

/** Any column of these finds its rows alone (manual, 65.4 GIN, 65.5 BRIN). */
const METHODS_WITHOUT_ORDER = ['gin', 'brin'];
/** A skip scan that reads more of the index than this has not skipped much. */
const MOST_SKIPPED_SHARE = 0.5;

/** The key columns of a node's index, in order, as `canonical` writes them. */
export function keysOf({ indexColumns }: PlanNode): string[] {
  return indexColumns
    .filter((column) => !column.startsWith('include '))
    .map((column) => canonical(column.replace(/ desc$/, '')));
}

/** @param node one with an index */
export function indexAccess(node: PlanNode): IndexAccess {
  const compared = comparedColumns(node.indexCondition);
  const [leading] = keysOf(node);
  if (compared.length === 0) return 'walk';
  if (METHODS_WITHOUT_ORDER.includes(node.indexMethod ?? '')) return 'seek';
  if (compared.some(({ column }) => column === leading)) return 'seek';
  return isSkipping(node) ? 'skip' : 'walk';
}

/**
 * True where a scan's index condition leaves out the entries with other values of `column`: every key
 * before it is compared for equality, or skipped over.
 */
export function seeksColumn(node: PlanNode, column: string): boolean {
  const wanted = canonical(column);
  const compared = comparedColumns(node.indexCondition);
  if (!compared.some((each) => each.column === wanted)) return false;
  if (METHODS_WITHOUT_ORDER.includes(node.indexMethod ?? '')) return true;
  const keys = keysOf(node);
  const before = keys.slice(0, keys.indexOf(wanted));
  const isEqual = (key: string) =>
    compared.some((each) => each.column === key && each.by === 'equal');
  return before.every(isEqual) || isSkipping(node);
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
  if (indexAccess(node) === 'seek') {
    const wanted = canonical(column ?? '');
    const open = keys.find((key) => !compared.some((c) => c.column === key && c.by === 'equal'));
    return `reads entries of ${node.index} for every ${wanted}: it comes after ${open}, which is not compared for equality`;
  }
  const names = [...new Set(compared.map((each) => each.column))];
  const why =
    names.length === 0
      ? `nothing is compared with its leading column ${keys[0]}`
      : `${names.join(' and ')} ${names.length === 1 ? 'is not its leading column' : 'are not its leading columns'}`;
  return `${walkWords(plan, node)}: ${why}`;
}

function walkWords(plan: PlanSummary, node: PlanNode): string {
  const { index, indexPages, indexSearches, loops } = node;
  const pages = indexPages === undefined ? 'the pages' : count(indexPages, 'page');
  const often = loops > 1 ? ` ${number(loops)} times` : '';
  if (indexSearches !== null && indexSearches > loops) {
    return `reads most of the ${pages} of ${index}${often}, in ${`${number(indexSearches)} searches`}`;
  }
  if (mayStopEarly(plan, node)) {
    return `reads ${index} (${pages}) from one end until there are rows enough`;
  }
  return `reads all ${pages} of ${index}${often}`;
}
