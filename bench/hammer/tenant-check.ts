import { columnsOf } from '../load/wire-decode.js';

/**
 * Where a result has the column that says whose a row is; -1 without one. The body of a
 * RowDescription is `buffer[start..end)`.
 */
export function columnIndexOf(
  name: string,
  buffer: Uint8Array,
  start: number,
  end: number,
): number {
  return columnsOf(buffer, start, end).findIndex((column) => column.name === name);
}

/**
 * True where the row's column holds exactly the bytes `expected`: NULL, a missing column and a row
 * that ends within it are false. Compares in the read buffer and decodes nothing: this runs for every
 * row of every response. The body of a DataRow (Postgres manual, 53.7) is `buffer[start..end)`: the
 * number of columns, then each one's Int32 length (-1 is NULL) and its bytes.
 */
export function isRowOf(
  expected: Uint8Array,
  column: number,
  buffer: Uint8Array,
  start: number,
  end: number,
): boolean {
  const columns = ((buffer[start] as number) << 8) | (buffer[start + 1] as number);
  if (column < 0 || column >= columns) return false;
  let at = start + 2;
  for (let before = column; before > 0; before -= 1) {
    at += 4 + Math.max(0, int32(buffer, at));
    if (at + 4 > end) return false;
  }
  if (int32(buffer, at) !== expected.length) return false;
  at += 4;
  if (at + expected.length > end) return false;
  for (let index = 0; index < expected.length; index += 1) {
    if (buffer[at + index] !== expected[index]) return false;
  }
  return true;
}

function int32(buffer: Uint8Array, at: number): number {
  return (
    ((buffer[at] as number) << 24) |
    ((buffer[at + 1] as number) << 16) |
    ((buffer[at + 2] as number) << 8) |
    (buffer[at + 3] as number)
  );
}
