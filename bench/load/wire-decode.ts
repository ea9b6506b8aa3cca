import type { Column } from './rows.js';

/** Reads the bodies of backend messages (Postgres manual, 53.7). Bodies are `buffer[start..end)`. */

const ZERO = 0x30;
const NINE = 0x39;

const utf8 = new TextDecoder();

/**
 * Rows of a CommandComplete tag: the number at its end ("SELECT 20", "INSERT 0 1"), 0 where the
 * tag has none ("BEGIN"). Reads bytes from the back: this runs for every response.
 */
export function commandRows(buffer: Uint8Array, start: number, end: number): number {
  let rows = 0;
  let scale = 1;
  for (let at = end - 2; at >= start; at -= 1) {
    const byte = buffer[at] as number;
    if (byte < ZERO || byte > NINE) break;
    rows += (byte - ZERO) * scale;
    scale *= 10;
  }
  return rows;
}

/** SQLSTATE and message of an ErrorResponse (53.8 "Error and Notice Message Fields"). */
export function errorFields(
  buffer: Uint8Array,
  start: number,
  end: number,
): { sqlState: string; message: string } {
  let sqlState = '';
  let message = '';
  let at = start;
  while (at < end && buffer[at] !== 0) {
    const stop = endOfString(buffer, at + 1, end);
    const value = utf8.decode(buffer.subarray(at + 1, stop));
    if (buffer[at] === 0x43) sqlState = value; // 'C'
    if (buffer[at] === 0x4d) message = value; // 'M'
    at = stop + 1;
  }
  return { sqlState, message };
}

/** Columns of a RowDescription, in order. */
export function columnsOf(buffer: Uint8Array, start: number, end: number): Column[] {
  const view = new DataView(buffer.buffer, buffer.byteOffset, end);
  const columns: Column[] = [];
  let at = start + 2;
  while (at < end) {
    const stop = endOfString(buffer, at, end);
    const name = utf8.decode(buffer.subarray(at, stop));
    // After the name: table (4), column (2), type (4), size (2), modifier (4), format (2).
    columns.push({ name, dataTypeID: view.getUint32(stop + 1 + 6) });
    at = stop + 1 + 18;
  }
  return columns;
}

/** Text values of a DataRow, in order; null is SQL NULL. Throws when lengths do not add up. */
export function rowValues(buffer: Uint8Array, start: number, end: number): (string | null)[] {
  const view = new DataView(buffer.buffer, buffer.byteOffset + start, end - start);
  const values: (string | null)[] = [];
  let at = 2;
  for (let column = view.getUint16(0); column > 0; column -= 1) {
    const length = view.getInt32(at);
    at += 4;
    if (length < 0) {
      values.push(null);
    } else {
      values.push(utf8.decode(buffer.subarray(start + at, start + at + length)));
      at += length;
    }
  }
  if (at !== end - start) throw new Error('A data row is longer or shorter than its columns');
  return values;
}

function endOfString(buffer: Uint8Array, start: number, end: number): number {
  const stop = buffer.indexOf(0, start);
  return stop < 0 || stop > end ? end : stop;
}
