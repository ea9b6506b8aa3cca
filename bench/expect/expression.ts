/** Conditions as EXPLAIN prints them, read as far as the rules need it. */

/** Splits a text where `separator` stands outside of quotes and parentheses. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    // A doubled quote closes and opens again: the same in the end.
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      start = at + separator.length;
      at = start - 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** A text without the parentheses that are around all of it. */
export function withoutParentheses(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('(') || !trimmed.endsWith(')')) return trimmed;
  const inner = trimmed.slice(1, -1);
  // "(a) AND (b)" begins and ends with parentheses that are not a pair.
  return isBalanced(inner) ? withoutParentheses(inner) : trimmed;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '')) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** A column that an index condition compares, and how. */
export interface ComparedColumn {
  /** As in `canonical`. */
  readonly column: string;
  /** `equal` leaves one value or a list of values, `range` any other operator. */
  readonly by: 'equal' | 'range';
}

/**
 * The columns (or expressions) of the index that its condition compares. The server always prints
 * them on the left. "IS NOT NULL" is none: it leaves nothing out but nulls.
 */
export function comparedColumns(indexCondition: string | null): ComparedColumn[] {
  if (indexCondition === null) return [];
  return splitOutside(withoutParentheses(indexCondition), ' AND ').flatMap((conjunct) => {
    const [left = '', operator = '', ...right] = splitOutside(withoutParentheses(conjunct), ' ');
    if (operator === 'IS') {
      return right[0] === 'NULL' ? [{ column: canonical(left), by: 'equal' as const }] : [];
    }
    const by = operator === '=' ? ('equal' as const) : ('range' as const);
    const row = /^ROW\((.*)\)$/.exec(left);
    const columns = row ? splitOutside(row[1] ?? '', ', ') : [left];
    return columns.map((column) => ({ column: canonical(column), by }));
  });
}

/**
 * A column or expression so that an index's key and what a condition compares are equal texts: no
 * spaces, no parentheses, no cast of the whole (a varchar is compared as text).
 */
export function canonical(expression: string): string {
  const uncast = expression.trim().replace(/^(\(.*\)|[\w$]+|"(?:[^"]|"")+")::[\w$ ."]+$/, '$1');
  return uncast.replace(/[\s()]/g, '');
}

/**
 * True where an expression names a column, qualified or not, outside of strings.
 *
 * @param column its plain name, as in the catalog
 */
export function mentionsColumn(expression: string, column: string): boolean {
  const printed = /^[a-z_][a-z0-9_$]*$/.test(column) ? column : `"${column.replace(/"/g, '""')}"`;
  const escaped = printed.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const name = new RegExp(`(?<![\\w$":])${escaped}(?![\\w$".(])`);
  return name.test(expression.replace(/'(?:[^']|'')*'/g, "''"));
}
