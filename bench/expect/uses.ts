import { count, number } from '../plan/tree.js';
import type { PlanNode, PlanSummary } from '../result/parts.js';
import { comparedColumns } from './expression.js';
import { FEWEST_PAGES, indexAccess, keysOf, leastPagesRead, walkSentence } from './index-access.js';
import {
  isWanted,
  leads,
  type WantedIndex,
  wantedIndex,
  writtenWithTable,
} from './index-wanted.js';
import { executed, isTableScan, ownBuffers, scanOf, scanWords, tableOf } from './plan-walk.js';
import { defineRule, failed, type Judgement, passed } from './rule.js';

/** A range that reads this much of an index, for less than half of the table's rows, is no use of it. */
const NEARLY_ALL = 0.9;

/**
 * The index is executed, and its leading column decides what is read of it: by the scan's condition,
 * or by a skip scan. On a partitioned table every partition that is read is read by it. Leading
 * columns are those of an index of the operation's first table, or of the table named before them.
 */
export const uses = defineRule(
  'uses',
  (wanted) => wanted,
  (text, { plan, table }): Judgement => {
    const wanted = wantedIndex(text, table);
    const used = executed(plan).filter((node) => isWanted(wanted, node, readFor(plan, node)));
    if (used.length === 0) return notUsed(text, wanted, plan);
    for (const node of used) {
      const complaint = complaintAbout(plan, node);
      if (complaint !== null) return failed(complaint, complaint, [node]);
    }
    const others = partitionsReadOtherwise(plan, used);
    if (others[0] !== undefined) {
      const message = `partition ${others[0].relation} is read by ${scanWords(others[0])}`;
      return failed(message, message, others);
    }
    const [first] = used as [PlanNode];
    const how = indexAccess(plan, first) === 'skip' ? 'skips through' : 'seeks in';
    const actual = `${how} ${first.index} (${first.indexColumns.join(', ')})`;
    return passed(actual, `${actual}: ${count(plan.buffers, 'buffer')} in all`);
  },
);

function complaintAbout(plan: PlanSummary, node: PlanNode): string | null {
  if (indexAccess(plan, node) === 'walk') return walkSentence(plan, node);
  // Of block ranges all pages are read, always: it is what they leave out that counts.
  if (node.indexMethod === 'brin') return null;
  const { index, indexPages = 0 } = node;
  const [leading = ''] = keysOf(node);
  const scan = scanOf(plan, node);
  const isRange = comparedColumns(node.indexCondition).every(
    ({ column, by }) => column !== leading || by === 'range',
  );
  if (!isRange || indexPages < FEWEST_PAGES || scan?.tableRows === undefined) return null;
  const pages = Math.min(Math.floor(leastPagesRead(node)), indexPages);
  if (pages < NEARLY_ALL * indexPages || scan.actualRows >= scan.tableRows / 2) return null;
  return `reads ${number(pages)} of the ${count(indexPages, 'page')} of ${index} for ${count(scan.actualRows, 'row')}: its condition on ${leading} leaves next to nothing out`;
}

/** The table that a node's index is read for. */
function readFor(plan: PlanSummary, node: PlanNode): string {
  const scan = scanOf(plan, node);
  return scan === undefined ? '' : tableOf(scan);
}

/** An empty partition, which costs nothing to read, may be read in any way. */
function partitionsReadOtherwise(plan: PlanSummary, used: readonly PlanNode[]): PlanNode[] {
  const scans = used.flatMap((node) => scanOf(plan, node) ?? []);
  const parents = new Set(scans.flatMap(({ parentTable }) => parentTable ?? []));
  return executed(plan).filter(
    (node) =>
      isTableScan(node) &&
      parents.has(node.parentTable ?? '') &&
      !scans.includes(node) &&
      node.buffers > 0,
  );
}

function notUsed(text: string, wanted: WantedIndex, plan: PlanSummary): Judgement {
  const unused = plan.nodes.filter((node) => isWanted(wanted, node, readFor(plan, node)));
  if (unused.length > 0) {
    const message = `${text} is in the plan, but that part of it was never executed`;
    return failed('never executed', message, unused);
  }
  const walked = executed(plan).find((node) => walksOver(wanted, plan, node));
  if (walked !== undefined) {
    const message = walkSentence(plan, walked);
    return failed(message, message, [walked]);
  }
  const scans = executed(plan).filter(isTableScan);
  const own = scans.filter((scan) => wanted.kind === 'columns' && tableOf(scan) === wanted.table);
  const [largest] = (own.length > 0 ? own : scans).sort(
    (a, b) => ownBuffers(plan, b) - ownBuffers(plan, a),
  );
  if (largest === undefined) {
    return failed('no table is read', `${text} is not used: the plan reads no table`);
  }
  const actual = `${tableOf(largest)} is read by ${scanWords(largest)}`;
  const message = `${text} is not used: ${actual}, ${count(largest.buffers, 'buffer')}${elsewhere(wanted, plan)}`;
  return failed(actual, message, [largest]);
}

/** The column is compared, in an index that begins with another: the likeliest misunderstanding. */
function walksOver(wanted: WantedIndex, plan: PlanSummary, node: PlanNode): boolean {
  return (
    wanted.kind === 'columns' &&
    node.index !== null &&
    readFor(plan, node) === wanted.table &&
    indexAccess(plan, node) === 'walk' &&
    keysOf(node).includes(wanted.columns[0]?.column ?? '')
  );
}

/** Another table's index that begins with the same columns, and how to ask for it. */
function elsewhere(wanted: WantedIndex, plan: PlanSummary): string {
  if (wanted.kind === 'name') return '';
  const other = executed(plan).find(
    ({ index, indexColumns }) => index !== null && leads(wanted.columns, indexColumns),
  );
  if (other === undefined) return '';
  const table = readFor(plan, other);
  return `; ${table} is read by such an index: write "${writtenWithTable(table, wanted.columns)}" if that is meant`;
}
