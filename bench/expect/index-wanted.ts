import type { PlanNode } from '../result/parts.js';
import { canonical, splitOutside, withoutParentheses } from './expression.js';

/**
 * What the rule `uses` asks for. One word is the name of an index. Everything else is a list of
 * leading columns: in parentheses, or with a comma, or with a direction. So a single leading column
 * is written "(tenant_id)".
 */
export type WantedIndex =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'columns'; readonly columns: readonly WantedColumn[] };

export interface WantedColumn {
  /** As its author wrote it, a column or an expression, without the direction. */
  readonly written: string;
  /** As in `canonical`, and in quotes only where the server prints it in quotes. */
  readonly column: string;
  /** Null where either will do. */
  readonly direction: 'asc' | 'desc' | null;
}

/** Reads the value of `uses`. */
export function wantedIndex(uses: string): WantedIndex {
  const text = uses.trim();
  if (/^[^\s(),]+$/.test(text) || /^"(?:[^"]|"")+"$/.test(text)) {
    return { kind: 'name', name: text.replace(/^"(.*)"$/, '$1').replaceAll('""', '"') };
  }
  const list = splitOutside(withoutParentheses(text), ',');
  return { kind: 'columns', columns: list.map(wantedColumn) };
}

function wantedColumn(text: string): WantedColumn {
  const [, column = '', direction] = /^(.*?)(?:\s+(asc|desc))?$/i.exec(text.trim()) ?? [];
  return {
    written: column,
    column: canonical(column).replace(/^"([a-z_][a-z0-9_$]*)"$/, '$1'),
    direction: (direction?.toLowerCase() ?? null) as WantedColumn['direction'],
  };
}

/** True where a node's index is the wanted one; a partition's index is its parent's. */
export function isWanted(wanted: WantedIndex, node: PlanNode): boolean {
  if (node.index === null) return false;
  if (wanted.kind === 'name') return [node.index, node.parentIndex].includes(wanted.name);
  return leads(wanted.columns, node.indexColumns);
}

function leads(wanted: readonly WantedColumn[], indexColumns: readonly string[]): boolean {
  const keys = indexColumns.filter((column) => !column.startsWith('include '));
  return wanted.every(({ column, direction }, position) => {
    const key = keys[position];
    if (key === undefined || canonical(key.replace(/ desc$/, '')) !== column) return false;
    return direction === null || (direction === 'desc') === key.endsWith(' desc');
  });
}
