import { foreignRow, noTenantColumn } from './failure.js';
import type { ExchangeFailure, Work } from './session.js';
import { columnNames, rowValues } from './wire-decode.js';

/** Reads one whole result, row by row, and looks for rows of another tenant. */
export interface ResultCheck {
  /** Begins with a new response of `work`. */
  start(work: Work): void;
  rowDescription(buffer: Uint8Array, start: number, end: number): void;
  dataRow(buffer: Uint8Array, start: number, end: number): void;
  /** Rows decoded since start. */
  rows(): number;
  /** What was wrong with the first bad row, if any. */
  failure(): ExchangeFailure | undefined;
}

/** Makes the check a session uses on its decoded sample. */
export function createResultCheck(): ResultCheck {
  let work: Work | undefined;
  let tenantAt = -1;
  let rows = 0;
  let failure: ExchangeFailure | undefined;

  return {
    start(item) {
      work = item;
      tenantAt = -1;
      rows = 0;
      failure = undefined;
    },
    rowDescription(buffer, start, end) {
      const column = work?.tenantColumn;
      if (column === undefined) return;
      tenantAt = columnNames(buffer, start, end).indexOf(column);
      if (tenantAt < 0) failure = noTenantColumn(column);
    },
    dataRow(buffer, start, end) {
      rows += 1;
      const values = rowValues(buffer, start, end);
      if (!work?.tenantColumn || tenantAt < 0 || failure) return;
      const found = values[tenantAt] ?? null;
      if (found !== work.tenantId) failure = foreignRow(work.tenantColumn, found, work.tenantId);
    },
    rows: () => rows,
    failure: () => failure,
  };
}
