import { checkRows } from './rows.js';
import type { ExchangeFailure, Work } from './session.js';
import { columnsOf, rowValues } from './wire-decode.js';

/** Keeps one whole result, row by row as it is read, and decodes and checks it afterwards. */
export interface ResultCheck {
  /** Begins with a new response. */
  start(): void;
  rowDescription(buffer: Uint8Array, start: number, end: number): void;
  dataRow(buffer: Uint8Array, start: number, end: number): void;
  /** False for a statement without a RowDescription: a write that returns nothing. */
  returnsRows(): boolean;
  /** Rows kept since start. */
  rows(): number;
  /** What is wrong with the rows, if anything; decoded only here. */
  check(work: Work): ExchangeFailure | undefined;
}

/** Makes the check a session uses on its sampled responses. */
export function createResultCheck(): ResultCheck {
  let description: Uint8Array = new Uint8Array(0);
  let rows: Uint8Array[] = [];
  return {
    start() {
      description = new Uint8Array(0);
      rows = [];
    },
    rowDescription(buffer, start, end) {
      description = Buffer.from(buffer.subarray(start, end));
    },
    dataRow(buffer, start, end) {
      rows.push(Buffer.from(buffer.subarray(start, end)));
    },
    returnsRows: () => description.length > 0,
    rows: () => rows.length,
    check: (work) =>
      checkRows(
        {
          fields: columnsOf(description, 0, description.length),
          rows: rows.map((row) => rowValues(row, 0, row.length)),
        },
        work,
      ),
  };
}
