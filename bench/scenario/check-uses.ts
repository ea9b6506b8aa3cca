import { keyOf, nearestFirst, type Reject, suggest } from './problem.js';
import type { Arm, Operation } from './scenario.js';
import type { Answers } from './sql-answers.js';

/**
 * The indexes that expectations name are in the arm's database. One that is given by its leading
 * columns need not be: whether the plan has such an index is for the expectation to say. But its
 * columns have to be there.
 */
export function checkUses(
  operation: Operation,
  arm: Arm,
  { indexes, columns }: Answers,
  reject: Reject,
): void {
  for (const [index, { uses, arms }] of (operation.expect ?? []).entries()) {
    if (uses === undefined || (arms && !arms.includes(arm.name))) continue;
    const key = `${keyOf('operations', operation)}.expect[${index}].uses`;
    const place = `in the database of arm ${arm.name}`;
    if (isIndexName(uses, columns)) {
      if (indexes.includes(uses)) continue;
      const there = nearestFirst(uses, indexes).slice(0, 5).join(', ') || 'there is none';
      reject(key, `expected an index ${place} (${there}), got "${uses}".${suggest(uses, indexes)}`);
    }
    const unknown = plainColumns(uses).find((column) => !columns.includes(column));
    if (unknown !== undefined) {
      reject(key, `expected columns ${place}, got "${unknown}".${suggest(unknown, columns)}`);
    }
  }
}

/** One word that is no column is meant as a name. */
function isIndexName(uses: string, columns: readonly string[]): boolean {
  return /^\w+$/.test(uses) && !columns.includes(uses);
}

/** The columns among the keys; an expression is not looked up. */
function plainColumns(uses: string): string[] {
  return uses
    .split(',')
    .map((key) => key.trim().replace(/\s+(asc|desc)$/i, ''))
    .filter((key) => /^\w+$/.test(key));
}
