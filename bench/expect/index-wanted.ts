import type { PlanNode } from '../result/parts.js';
import { canonical, splitOutside, withoutParentheses } from './expression.js';

/**
 * What the rule `uses` asks for. One word is the name of an index. Everything else is a list of
 * leading columns: in parentheses, or with a comma, or with a direction. So a single leading column
 * is written "(tenant_id)". Before the parentheses, and a space, may stand the table of the index:
 * "lines (tenant_id, invoice_id)".
 */
export type WantedIndex =
  | { readonly kind: 'name'; readonly name: string }
  | {
      readonly kind: 'columns';
      /** The table that it is an index of. */
      readonly table: string;
      readonly columns: readonly WantedColumn[];
    };

export interface WantedColumn {
  /** As its author wrote it, a column or an expression, without the direction. */
  readonly written: string;
  /** As in `canonical`, and in quotes only where the server prints it in quotes. */
  readonly column: string;
  /** Null where either will do. */
  readonly direction: 'asc' | 'desc' | null;
}

/**
 * Reads the value of `uses`.
 *
 * @param ownTable the table that columns are of where the text names none: the operation's first. Two
 *   tables of a join may well have indexes that begin with the same columns.
 */
export function wantedIndex(uses: string, ownTable: string): WantedIndex {
  const text = uses.trim();
  if (/^[^\s(),]+$/.test(text) || /^"(?:[^"]|"")+"$/.test(text)) {
    return { kind: 'name', name: plain(text) };
  }
  const [, named, inParentheses = ''] = /^([\w$]+|"(?:[^"]|"")+")\s+(\(.*\))$/s.exec(text) ?? [];
  const isOfTable = named !== undefined && withoutParentheses(inParentheses) !== inParentheses;
  const list = splitOutside(withoutParentheses(isOfTable ? inParentheses : text), ',');
  const table = isOfTable ? plain(named) : ownTable;
  return { kind: 'columns', table, columns: list.map(wantedColumn) };
}

/** The same, as `uses` takes it with its table named. */
export function writtenWithTable(table: string, columns: readonly WantedColumn[]): string {
  const list = columns.map(({ written, direction }) => [written, direction ?? []].flat().join(' '));
  return `${table} (${list.join(', ')})`;
}

/** A name without its quotes. */
function plain(name: string): string {
  return name.replace(/^"(.*)"$/, '$1').replaceAll('""', '"');
}

function wantedColumn(text: string): WantedColumn {
  const [, column = '', direction] = /^(.*?)(?:\s+(asc|desc))?$/i.exec(text.trim()) ?? [];
  return {
    written: column,
    column: canonical(column).replace(/^"([a-z_][a-z0-9_$]*)"$/, '$1'),
    direction: (direction?.toLowerCase() ?? null) as WantedColumn['direction'],
  };
}

/**
 * True where a node's index is the wanted one; a partition's index is its parent's.
 *
 * @param table the one that the index is read for, as in `tableOf`
 */
export function isWanted(wanted: WantedIndex, node: PlanNode, table: string): boolean {
  if (node.index === null) return false;
  if (wanted.kind === 'name') return [node.index, node.parentIndex].includes(wanted.name);
  return table === wanted.table && leads(wanted.columns, node.indexColumns);
}

/** True where an index begins with these columns, and in these directions. */
export function leads(wanted: readonly WantedColumn[], indexColumns: readonly string[]): boolean {
  const keys = indexColumns.filter((column) => !column.startsWith('include '));
  return wanted.every(({ column, direction }, position) => {
    const key = keys[position];
    if (key === undefined || canonical(key.replace(/ desc$/, '')) !== column) return false;
    return direction === null || (direction === 'desc') === key.endsWith(' desc');
  });
}
