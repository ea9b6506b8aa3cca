/**
 * The key columns of the index that a CREATE INDEX statement makes, each as it is written; none for
 * other SQL. Columns of INCLUDE are no keys: nothing is sought by them.
 */
export function indexColumns(sql: string): string[] {
  // Commas and parentheses in strings and names are none of the list's.
  const plain = sql.replace(/'[^']*'|"[^"]*"/g, (quoted) => '_'.repeat(quoted.length));
  const head = /^\s*create\s+(?:unique\s+)?index\b.*?\bon\s+[^(]+\(/is.exec(plain);
  if (head === null) return [];
  const columns: string[] = [];
  let [from, depth] = [head[0].length, 1];
  for (let at = from; at < plain.length && depth > 0; at += 1) {
    if (plain[at] === '(') depth += 1;
    if (plain[at] === ')') depth -= 1;
    if (depth === 0 || (depth === 1 && plain[at] === ',')) {
      columns.push(sql.slice(from, at).trim());
      from = at + 1;
    }
  }
  return columns;
}
