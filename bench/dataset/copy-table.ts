import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { EnvironmentError } from '../errors.js';
import type { TableRows } from './dataset.js';

/**
 * Loads one table by COPY from a stream. The table must have been made in the current transaction:
 * its rows are then written frozen, all-visible and, under wal_level=minimal, without WAL (Postgres
 * manual, COPY, "FREEZE"; 14.4.7).
 *
 * @throws EnvironmentError when the server stored another number of rows than were made
 */
export async function copyTable(
  client: pg.Client,
  rows: TableRows,
  onRows: (rows: number) => void,
): Promise<void> {
  const columns = rows.columns.map(pg.escapeIdentifier).join(', ');
  const sink = client.query(
    copyFrom(
      `COPY ${pg.escapeIdentifier(rows.table)} (${columns}) FROM STDIN (FORMAT ${rows.format}, FREEZE)`,
    ),
  );
  await pipeline(rows.open(onRows), sink);
  if (sink.rowCount !== rows.rows) {
    throw new EnvironmentError(
      `Expected ${rows.rows} rows in ${rows.table} after loading, the server counted ${sink.rowCount}.`,
      'Run again; if it happens twice, please report it as a bug with the seed and the profile.',
    );
  }
}
