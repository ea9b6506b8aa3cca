import { comparedColumns } from '../../expect/expression.js';
import { indexAccess, keysOf } from '../../expect/index-access.js';
import {
  childrenOf,
  executed,
  isIndexOnlyScan,
  isTableScan,
  tableOf,
} from '../../expect/plan-walk.js';
import type { PlanNode, PlanSummary } from '../../result/parts.js';
import type { Comparison } from './comparison.js';

/**
 * A table that base finds rows of by an index, and head finds in a way that is less of one:
 * `whole`: without an index; `walk`: over all of an index; `skip`: from value to value of an index's
 * leading column; `fewer`: by fewer leading columns; `heap`: as well, but no more from the index alone;
 * `gone`: in no lesser way by itself, but by another index, for base's is gone: it may have given an order.
 */
export interface IndexLoss {
  readonly kind: 'whole' | 'walk' | 'skip' | 'fewer' | 'heap' | 'gone';
  readonly table: string;
  /** The nodes that read the index, or the table itself. */
  readonly base: PlanNode;
  readonly head: PlanNode;
  readonly baseColumns: number;
  readonly headColumns: number;
}

/** How a scan of a table finds its rows. */
interface Access {
  readonly table: string;
  readonly way: 'whole' | 'walk' | 'skip' | 'seek';
  /** Leading columns of the index that its condition compares: each for equality, the last may be a range. */
  readonly columns: number;
  readonly indexOnly: boolean;
  /** The node that reads the index, or the table itself. */
  readonly node: PlanNode;
}

const WORTH = { whole: 0, walk: 0, skip: 0.5, seek: 1 } as const;

/**
 * Where head lost an index of base's. Scans of one table are held together best with best: a plan that
 * reads it more often in head (a policy's subquery, partitions) has lost none by that. What an index
 * is called is nothing here, and neither is which of two serves: but where catalogs are given, another
 * one that serves since base's is gone is told as `gone`, which is a loss only if it costs more.
 */
export function indexLosses(
  base: PlanSummary,
  head: PlanSummary,
  catalogs: Comparison['catalogs'] = null,
): IndexLoss[] {
  const [before, after] = [accessesOf(base), accessesOf(head)];
  return [...new Set(before.map(({ table }) => table))].flatMap((table) => {
    const ofTable = (accesses: readonly Access[]) =>
      accesses.filter((access) => access.table === table).sort((a, b) => worth(b) - worth(a));
    const theirs = ofTable(after);
    const losses = ofTable(before).flatMap(
      (was, at) => lossOf(was, theirs[at]) ?? goneOf(was, theirs[at], catalogs) ?? [],
    );
    return losses.slice(0, 1);
  });
}

function lossOf(was: Access, is: Access | undefined): IndexLoss | null {
  if (is === undefined || worth(was) === 0) return null;
  const places = { table: was.table, base: was.node, head: is.node };
  const columns = { baseColumns: was.columns, headColumns: is.columns };
  if (is.way !== 'seek' && worth(is) < worth(was) && is.way !== was.way) {
    return { kind: is.way, ...places, ...columns };
  }
  if (is.columns < was.columns) return { kind: 'fewer', ...places, ...columns };
  return was.indexOnly && !is.indexOnly ? { kind: 'heap', ...places, ...columns } : null;
}

/** An index that was only given another name, or made anew under one, is not gone. */
function goneOf(
  was: Access,
  is: Access | undefined,
  catalogs: Comparison['catalogs'],
): IndexLoss | null {
  const { index, indexColumns } = was.node;
  if (is === undefined || index === null || catalogs === null) return null;
  const [inBase, inHead] = [catalogs.base, catalogs.head].map(({ indexes }) =>
    indexes.some(({ name }) => name === index),
  );
  const isSame = is.node.index !== null && is.node.indexColumns.join() === indexColumns.join();
  if (!inBase || inHead || isSame) return null;
  const places = { table: was.table, base: was.node, head: is.node };
  return { kind: 'gone', ...places, baseColumns: was.columns, headColumns: is.columns };
}

function worth({ way, columns, indexOnly }: Access): number {
  return WORTH[way] === 0 ? 0 : WORTH[way] + columns + (indexOnly ? 0.25 : 0);
}

/** Empty partitions cost nothing to read, in any way. A row that is known by its place is no search. */
function accessesOf(plan: PlanSummary): Access[] {
  return executed(plan)
    .filter((node) => isTableScan(node) && !/Tid/.test(node.nodeType))
    .filter(({ buffers }) => buffers > 0)
    .map((scan) => ({ ...best(plan, scan), table: tableOf(scan) }));
}

type Reached = Omit<Access, 'table'>;

function best(plan: PlanSummary, scan: PlanNode): Reached {
  const [bitmap] = childrenOf(plan, scan).filter(({ subplan }) => subplan === null);
  if (scan.nodeType.endsWith('Bitmap Heap Scan') && bitmap !== undefined) {
    return { ...bitmapReached(plan, bitmap), indexOnly: false };
  }
  return { ...reached(plan, scan), indexOnly: isIndexOnlyScan(scan) };
}

/** A BitmapOr is as good as its worst side, a BitmapAnd as its best. */
function bitmapReached(plan: PlanSummary, node: PlanNode): Reached {
  const parts = childrenOf(plan, node)
    .filter(({ subplan }) => subplan === null)
    .map((child) => bitmapReached(plan, child));
  if (parts.length === 0) return reached(plan, node);
  const sign = node.nodeType === 'BitmapOr' ? 1 : -1;
  const order = (each: Reached) => sign * worth({ ...each, table: '' });
  return parts.reduce((a, b) => (order(b) < order(a) ? b : a));
}

function reached(plan: PlanSummary, node: PlanNode): Reached {
  if (node.index === null) return { way: 'whole', columns: 0, indexOnly: false, node };
  const way = indexAccess(plan, node);
  return { way, columns: way === 'seek' ? leadingColumns(node) : 0, indexOnly: false, node };
}

/** Of access methods whose columns have no order, those compared. */
function leadingColumns(node: PlanNode): number {
  const compared = comparedColumns(node.indexCondition);
  if (node.indexMethod !== undefined) return new Set(compared.map(({ column }) => column)).size;
  let columns = 0;
  for (const key of keysOf(node)) {
    const ways = compared.filter(({ column }) => column === key);
    if (ways.length === 0) break;
    columns++;
    if (!ways.some(({ by }) => by === 'equal')) break;
  }
  return columns;
}
