import type { PlanNode, PlanSummary } from '../result/parts.js';

/**
 * The indexes a plan skip-scans, by name: Postgres 18 looks for each value of a leading column that
 * the query does not compare, where older versions read the whole index (manual, 11.3).
 *
 * EXPLAIN says "Index Searches" and no more. More searches than loops come from a skip scan or from
 * `= ANY (array)`; so where the condition holds such an array, a column before the last one that is
 * compared must be missing from it.
 */
export function skipScans({ nodes }: Pick<PlanSummary, 'nodes'>): string[] {
  const names = nodes.filter(isSkipScan).flatMap(({ index }) => index ?? []);
  return [...new Set(names)].sort();
}

function isSkipScan({
  indexSearches,
  loops,
  indexCondition,
  indexColumns,
}: Pick<PlanNode, 'indexSearches' | 'loops' | 'indexCondition' | 'indexColumns'>): boolean {
  if (indexCondition === null || indexSearches === null || indexSearches <= loops) return false;
  if (!indexCondition.includes('= ANY')) return true;
  const keys = indexColumns.filter((column) => !column.startsWith('include '));
  const compared = keys.map((key) => names(indexCondition, key.replace(/ desc$/, '')));
  return compared.slice(0, compared.lastIndexOf(true)).includes(false);
}

/** True where an expression holds a column by its whole name. */
function names(expression: string, column: string): boolean {
  for (let at = expression.indexOf(column); at !== -1; at = expression.indexOf(column, at + 1)) {
    const around = `${expression[at - 1] ?? ''}${expression[at + column.length] ?? ''}`;
    if (!/[\w"$]/.test(around)) return true;
  }
  return false;
}
