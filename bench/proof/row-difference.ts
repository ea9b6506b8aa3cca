import type { TextResult } from '../context/in-context.js';

type Rows = Pick<TextResult, 'fields' | 'rows'>;

/**
 * Says in one sentence how two results differ: their columns, or their row counts and the first row
 * that is not the same. `expectedFrom` names where the expected rows came from.
 */
export function describeRowDifference(actual: Rows, expected: Rows, expectedFrom: string): string {
  const columns = ({ fields }: Rows) =>
    fields.map(({ name, dataTypeID }) => `${name} (type ${dataTypeID})`).join(', ');
  if (columns(actual) !== columns(expected)) {
    return `returned columns ${columns(actual)} where ${expectedFrom} returned ${columns(expected)}`;
  }
  const counts =
    actual.rows.length === expected.rows.length
      ? `returned ${rowCount(actual)}, as ${expectedFrom} did`
      : `returned ${rowCount(actual)} where ${expectedFrom} returned ${rowCount(expected)}`;
  const longest = Math.max(actual.rows.length, expected.rows.length);
  for (let index = 0; index < longest; index++) {
    const actualRow = rowText(actual, index);
    const expectedRow = rowText(expected, index);
    if (actualRow !== expectedRow) {
      const but = actual.rows.length === expected.rows.length ? ', but' : ';';
      return `${counts}${but} row ${index + 1} is ${actualRow} instead of ${expectedRow}`;
    }
  }
  return `${counts}; no row differs`;
}

function rowCount({ rows }: Rows): string {
  return rows.length === 1 ? '1 row' : `${rows.length} rows`;
}

function rowText({ rows }: Rows, index: number): string {
  const row = rows[index];
  return row === undefined ? 'missing' : JSON.stringify(row);
}
