import { count } from '../plan/tree.js';
import type { PlanNode, PlanSummary } from '../result/parts.js';
import { FEWEST_PAGES, indexAccess, leastPagesRead, walkSentence } from './index-access.js';
import {
  executed,
  isSeqScan,
  isTableScan,
  rowsRead,
  scanOf,
  scanWords,
  tableOf,
} from './plan-walk.js';
import { defineRule, failed, passed } from './rule.js';
import { mayStopEarly } from './stops-early.js';

/**
 * No table with more rows is read from one end to the other: neither by a sequential scan, also one
 * that a LIMIT ends, nor by walking over a whole index, which reads no less. Partitions that are
 * scanned count together.
 */
export const noSeqScan = defineRule(
  'noSeqScan',
  ({ aboveRows }) => `no table above ${count(aboveRows, 'row')}`,
  ({ aboveRows }, { plan }) => {
    const scans = executed(plan).filter(isTableScan);
    for (const table of new Set(scans.map(tableOf))) {
      const whole = scans.filter((node) => tableOf(node) === table && readsWhole(plan, node));
      const rows = sumOfTables(whole);
      if (rows === null) {
        const message = `nobody has counted the rows of ${table}, so nobody can tell whether it may be scanned: ANALYZE it`;
        return failed(`rows of ${table} unknown`, message, whole);
      }
      if (rows <= aboveRows || whole[0] === undefined) continue;
      const walks = whole.flatMap((node) => walkOf(plan, node) ?? []);
      const actual = `${scanWords(whole[0])}, ${count(rows, 'row')}`;
      const read = count(
        whole.reduce((sum, { buffers }) => sum + buffers, 0),
        'buffer',
      );
      const message =
        walks[0] === undefined
          ? `reads ${table} from one end, a table of ${count(rows, 'row')}: ${read}, ${count(
              whole.reduce((sum, node) => sum + node.rowsRemovedByFilter, 0),
              'row',
            )} removed`
          : `${walkSentence(plan, walks[0])}; no better than reading all ${count(rows, 'row')} of ${table}`;
      return failed(actual, message, walks[0] === undefined ? whole : walks);
    }
    return passed('none', 'reads no large table from one end to the other');
  },
);

/**
 * A walk that something may have stopped early is whole where it went through half of the rows, or of
 * the index's pages: where rows enough come at its far end alone, few rows take as many pages as all.
 */
function readsWhole(plan: PlanSummary, node: PlanNode): boolean {
  if (isSeqScan(node)) return true;
  const walk = walkOf(plan, node);
  if (walk === null) return false;
  if (!mayStopEarly(plan, node) || rowsRead(node) >= (node.tableRows ?? 0) / 2) return true;
  const { indexPages = 0 } = walk;
  return indexPages >= FEWEST_PAGES && leastPagesRead(walk) >= indexPages / 2;
}

/** The node that walks over an index for a scan: itself, or below a bitmap's heap scan. */
function walkOf(plan: PlanSummary, scan: PlanNode): PlanNode | null {
  const found = executed(plan).find(
    (node) =>
      node.index !== null && scanOf(plan, node) === scan && indexAccess(plan, node) === 'walk',
  );
  return found ?? null;
}

/** Each table once, however often it is scanned; null where one was never counted. */
function sumOfTables(scans: readonly PlanNode[]): number | null {
  const rows = new Map(scans.map(({ relation, tableRows }) => [relation, tableRows]));
  const known = [...rows.values()];
  if (known.includes(undefined)) return null;
  return known.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}
