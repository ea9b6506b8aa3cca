import { createHash } from 'node:crypto';
import { foreignRow, noTenantColumn, wrongRows } from './failure.js';
import type { ExchangeFailure, Work } from './session.js';

/** A whole result as Postgres sent it: text or null, in column order. */
export interface TextRows {
  readonly fields: readonly Column[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Column {
  readonly name: string;
  /** OID of its type. */
  readonly dataTypeID: number;
}

/** SHA-256 of the column names and types and the rows as text, in order. */
export function rowsHash({ fields, rows }: TextRows): string {
  const columns = fields.map(({ name, dataTypeID }) => [name, dataTypeID]);
  return createHash('sha256')
    .update(JSON.stringify([columns, rows]))
    .digest('hex');
}

/** The same of the rows in any order: that of rows which a statement's ORDER BY holds equal is the plan's. */
export function unorderedHash({ fields, rows }: TextRows): string {
  const byText = rows.map((row) => [JSON.stringify(row), row] as const);
  byText.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return rowsHash({ fields, rows: byText.map(([, row]) => row) });
}

/**
 * What is wrong with the rows of a response: one of another tenant, or any difference from the rows
 * that were proved, which is all there is to see a leak by in an aggregate.
 */
export function checkRows(result: TextRows, work: Work): ExchangeFailure | undefined {
  const { tenantColumn, tenantId, expectedHash } = work;
  if (tenantColumn !== undefined) {
    const at = result.fields.findIndex(({ name }) => name === tenantColumn);
    if (at < 0) return noTenantColumn(tenantColumn);
    const foreign = result.rows.find((row) => row[at] !== tenantId);
    if (foreign) return foreignRow(tenantColumn, foreign[at] ?? null, tenantId);
  }
  if (expectedHash === undefined || rowsHash(result) === expectedHash) return undefined;
  return wrongRows(result.rows);
}
