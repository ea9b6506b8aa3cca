import { wantedIndex, writtenWithTable } from '../expect/index-wanted.js';
import { keyOf, nearestFirst, type Reject, suggest } from './problem.js';
import type { Arm, Operation } from './scenario.js';
import type { Answers } from './sql-answers.js';

/**
 * The indexes that expectations name are in the arm's database. One that is given by its leading
 * columns need not be: whether the plan has such an index is for the expectation to say. But its
 * table and columns have to be there; an expression is not looked up.
 */
export function checkUses(operation: Operation, arm: Arm, answers: Answers, reject: Reject): void {
  const [ownTable = ''] = operation.tables;
  for (const [index, { uses, arms }] of (operation.expect ?? []).entries()) {
    if (uses === undefined || (arms && !arms.includes(arm.name))) continue;
    const key = `${keyOf('operations', operation)}.expect[${index}].uses`;
    const problem = problemOf(uses, ownTable, `in the database of arm ${arm.name}`, answers);
    if (problem !== null) reject(key, problem);
  }
}

/** Null where the text names what is there; read as the rule `uses` reads it. */
function problemOf(
  uses: string,
  ownTable: string,
  place: string,
  { indexes, columns }: Answers,
): string | null {
  const wanted = wantedIndex(uses, ownTable);
  const tables = [...columns.keys()];
  if (wanted.kind === 'columns') {
    const { table, columns: list } = wanted;
    const known = columns.get(table);
    if (known === undefined) {
      const written = (name: string) => writtenWithTable(name, list);
      return `expected a table ${place} before the columns, got "${table}".${suggest(table, tables, written)}`;
    }
    const unknown = list
      .flatMap(({ written }) => plainName(written) ?? [])
      .find((column) => !known.includes(column));
    if (unknown !== undefined) {
      return `expected columns of ${table} ${place}, got "${unknown}".${otherTable(unknown, list, columns) ?? suggest(unknown, known)}`;
    }
    const [, called, inside] = /^(\w+)\((.*)\)$/.exec(uses.trim()) ?? [];
    if (called === undefined || !columns.has(called)) return null;
    return `expected a space between a table and its index's columns, got "${uses}". Did you mean "${called} (${inside})"?`;
  }
  const { name } = wanted;
  if (indexes.includes(name)) return null;
  const there = nearestFirst(name, indexes).slice(0, 5).join(', ') || 'there is none';
  // One word is an index's name: a column that is meant stands in parentheses.
  const inList = (found: string) => (indexes.includes(found) ? found : `(${found})`);
  const meant = suggest(name, [...(columns.get(ownTable) ?? []), ...indexes], inList);
  return `expected an index ${place} (${there}), got "${name}".${meant}`;
}

type Columns = Answers['columns'];
type WantedColumns = Parameters<typeof writtenWithTable>[1];

/** A table that has the column and all the others: they are its index's. */
function otherTable(unknown: string, list: WantedColumns, columns: Columns): string | null {
  const names = list.flatMap(({ written }) => plainName(written) ?? []);
  for (const [table, known] of columns) {
    if (!known.includes(unknown) || !names.every((name) => known.includes(name))) continue;
    return ` Did you mean "${writtenWithTable(table, list)}"?`;
  }
  return null;
}

/** A column's name as the catalog has it; null for an expression. */
function plainName(written: string): string | null {
  if (/^\w*$/.test(written)) return written;
  const [, quoted] = /^"((?:[^"]|"")+)"$/.exec(written) ?? [];
  return quoted?.replaceAll('""', '"') ?? null;
}
