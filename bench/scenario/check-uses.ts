import { wantedIndex } from '../expect/index-wanted.js';
import { keyOf, nearestFirst, type Reject, suggest } from './problem.js';
import type { Arm, Operation } from './scenario.js';
import type { Answers } from './sql-answers.js';

/**
 * The indexes that expectations name are in the arm's database. One that is given by its leading
 * columns need not be: whether the plan has such an index is for the expectation to say. But its
 * columns have to be there; an expression is not looked up.
 */
export function checkUses(operation: Operation, arm: Arm, answers: Answers, reject: Reject): void {
  for (const [index, { uses, arms }] of (operation.expect ?? []).entries()) {
    if (uses === undefined || (arms && !arms.includes(arm.name))) continue;
    const key = `${keyOf('operations', operation)}.expect[${index}].uses`;
    const problem = problemOf(uses, `in the database of arm ${arm.name}`, answers);
    if (problem !== null) reject(key, problem);
  }
}

/** Null where the text names what is there; read as the rule `uses` reads it. */
function problemOf(uses: string, place: string, { indexes, columns }: Answers): string | null {
  const wanted = wantedIndex(uses);
  if (wanted.kind === 'columns') {
    const unknown = wanted.columns
      .flatMap(({ written }) => plainName(written) ?? [])
      .find((column) => !columns.includes(column));
    if (unknown === undefined) return null;
    return `expected columns ${place}, got "${unknown}".${suggest(unknown, columns)}`;
  }
  const { name } = wanted;
  if (indexes.includes(name)) return null;
  const there = nearestFirst(name, indexes).slice(0, 5).join(', ') || 'there is none';
  // One word is an index's name: a column that is meant stands in parentheses.
  const inList = (found: string) => (indexes.includes(found) ? found : `(${found})`);
  const meant = suggest(name, [...columns, ...indexes], inList);
  return `expected an index ${place} (${there}), got "${name}".${meant}`;
}

/** A column's name as the catalog has it; null for an expression. */
function plainName(written: string): string | null {
  if (/^\w*$/.test(written)) return written;
  const [, quoted] = /^"((?:[^"]|"")+)"$/.exec(written) ?? [];
  return quoted?.replaceAll('""', '"') ?? null;
}
