import { tableAndColumn } from '../expect/no-filter-on.js';
import { keyOf, type Reject, suggest } from './problem.js';
import type { Arm, Operation } from './scenario.js';
import type { Answers } from './sql-answers.js';

/** The columns (and tables) that `noFilterOn` names are in the arm's database: a slip is no plan's fault. */
export function checkFilterColumns(
  operation: Operation,
  arm: Arm,
  { columns }: Answers,
  reject: Reject,
): void {
  const place = `in the database of arm ${arm.name}`;
  for (const [index, { noFilterOn, arms }] of (operation.expect ?? []).entries()) {
    if (noFilterOn === undefined || (arms && !arms.includes(arm.name))) continue;
    const key = `${keyOf('operations', operation)}.expect[${index}].noFilterOn`;
    const { table, column } = tableAndColumn(noFilterOn);
    const got = `got "${noFilterOn}".`;
    if (table === null) {
      const known = [...new Set([...columns.values()].flat())];
      if (known.includes(column)) continue;
      reject(key, `expected a column of a table ${place}, ${got}${suggest(column, known)}`);
    }
    const known = columns.get(table);
    if (known?.includes(column)) continue;
    const written = (name: string) =>
      known === undefined ? `${name}.${column}` : `${table}.${name}`;
    const meant = known
      ? suggest(column, known, written)
      : suggest(table, [...columns.keys()], written);
    const what = known ? `a column of ${table}` : 'a table and its column';
    reject(key, `expected ${what} ${place}, ${got}${meant}`);
  }
}
