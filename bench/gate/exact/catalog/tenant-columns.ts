import type { GateCatalog } from '../../../result/gate-parts.js';

/**
 * The columns that say whose a row is: `tenant_id`, and what the policies of most tables compare. `id`
 * is none: that of a table of tenants is one there alone.
 */
export function tenantColumns({ tables, policies }: GateCatalog): string[] {
  const counts = new Map<string, number>();
  for (const { name, columns } of tables) {
    const conditions = policies
      .filter(({ table }) => table === name)
      .flatMap(({ using, withCheck }) => [using, withCheck].filter((each) => each !== null));
    for (const column of columns) {
      if (column === 'id' || !conditions.some((each) => comparesColumn(each, column))) continue;
      counts.set(column, (counts.get(column) ?? 0) + 1);
    }
  }
  const most = Math.max(...counts.values());
  const compared = [...counts].filter(([, count]) => count === most).map(([column]) => column);
  return [...new Set(['tenant_id', ...compared])];
}

/**
 * Whether a condition, as the server prints it, asks a column to equal what is no literal: a setting,
 * a function's result or a subquery's. `status = 'open'` says nothing of whose a row is.
 */
export function comparesColumn(condition: string, column: string): boolean {
  const name = `"?${column.replace(/[^\w]/g, '\\$&')}"?`;
  const type = String.raw`\)*(::[\w ]+)?\)*`;
  const left = String.raw`(?<![\w."])${name}${type} = (?!['\d]|true\b|false\b|ANY \((ARRAY\[|'))`;
  const right = String.raw`\)(::[\w ]+)?\)* = \(*${name}(?![\w(."])`;
  return new RegExp(`${left}|${right}`).test(condition);
}
