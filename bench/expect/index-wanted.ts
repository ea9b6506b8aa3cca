import type { IndexCatalog } from '../plan/index-catalog.js';
import type { PlanNode } from '../result/parts.js';
import type { Expectation } from '../scenario/scenario.js';
import { canonical, splitOutside, withoutParentheses } from './expression.js';

/**
 * What the rule `uses` asks for. One word is the name of an index. Everything else is a list of
 * leading columns: in parentheses, or with a comma, or with a direction. So a single leading column
 * is written "(tenant_id)".
 */
export type WantedIndex =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'columns'; readonly columns: readonly WantedColumn[] };

interface WantedColumn {
  /** As in `canonical`. */
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
    column: canonical(column),
    direction: (direction?.toLowerCase() ?? null) as WantedColumn['direction'],
  };
}

/** True where a node's index is the wanted one; a partition's index is its parent's. */
export function isWanted(wanted: WantedIndex, node: PlanNode): boolean {
  if (node.index === null) return false;
  if (wanted.kind === 'name') return [node.index, node.parentIndex].includes(wanted.name);
  return leads(wanted.columns, node.indexColumns);
}

/**
 * True where a database has the wanted index: by its name, or any whose keys begin with the columns.
 * For telling a mistake in a scenario from an index that is not used.
 */
export function hasWantedIndex(uses: string, { indexes }: IndexCatalog): boolean {
  const wanted = wantedIndex(uses);
  if (wanted.kind === 'name') return indexes.has(wanted.name);
  return [...indexes.values()].some(({ columns }) => leads(wanted.columns, columns));
}

/** The indexes that expectations name, each once; leading columns name none. */
export function indexNamesOf(expectations: readonly Expectation[]): string[] {
  const names = expectations.flatMap(({ uses }) => {
    const wanted = uses === undefined ? null : wantedIndex(uses);
    return wanted?.kind === 'name' ? [wanted.name] : [];
  });
  return [...new Set(names)];
}

function leads(wanted: readonly WantedColumn[], indexColumns: readonly string[]): boolean {
  const keys = indexColumns.filter((column) => !column.startsWith('include '));
  return wanted.every(({ column, direction }, position) => {
    const key = keys[position];
    if (key === undefined || canonical(key.replace(/ desc$/, '')) !== column) return false;
    return direction === null || (direction === 'desc') === key.endsWith(' desc');
  });
}
