import pg from 'pg';
import type { ConnectionSettings } from '../load/session.js';
import { withClient } from '../target/connect.js';
import { whileNobodyConnects } from '../target/connection-gate.js';
import { statisticsTargetFor } from '../target/statistics-target.js';
import { copyTable } from './copy-table.js';
import type { DatasetSize, SchemaRows, TableRows } from './dataset.js';
import { loadError } from './load-error.js';
import { loadProgress } from './load-progress.js';
import { readSchemaFiles } from './schema-files.js';

/**
 * Creates the tables of `schemas/<rows.name>` in `schema`, fills them, then builds indexes and
 * policies, and leaves everything vacuumed, analysed and checkpointed (where the role may).
 * `schema` must exist and hold none of the tables.
 *
 * @throws BadInputError when the role lacks a right, EnvironmentError when the server can't do it
 */
export async function fillDatabase(
  admin: ConnectionSettings,
  schema: string,
  rows: SchemaRows,
  size: DatasetSize,
  seed: number,
  onProgress: (message: string) => void,
): Promise<void> {
  const files = readSchemaFiles(rows.name);
  const tables = rows.tables(size, seed);
  let doing = 'connecting to load the dataset';
  const begin = (step: string, message: string) => {
    doing = step;
    onProgress(message);
  };
  try {
    await withClient(admin, async (client) => {
      await client.query(`SET search_path = ${pg.escapeIdentifier(schema)}`);
      doing = `loading the tables of ${rows.name}`;
      await loadTables(client, files.tables, tables, onProgress);
      begin('building indexes', 'Building indexes');
      await client.query("SET maintenance_work_mem = '256MB'");
      await client.query(files.indexes);
      begin('creating policies', 'Creating policies');
      await client.query(files.policies);
      begin('collecting statistics', 'Collecting statistics');
      await collectStatistics(client, tables);
      begin('writing a checkpoint', 'Writing a checkpoint');
      await checkpoint(client, onProgress);
    });
  } catch (error) {
    throw loadError(error, doing);
  }
}

/**
 * Creates the tables and fills them, without keys, indexes or policies, along the client's
 * search_path. One transaction, so that COPY can freeze the rows and skip WAL, and a failure leaves
 * nothing.
 */
export async function loadTables(
  client: pg.Client,
  tablesSql: string,
  tables: readonly TableRows[],
  onProgress: (message: string) => void,
): Promise<void> {
  const totalRows = tables.reduce((sum, each) => sum + each.rows, 0);
  const progress = loadProgress(totalRows, onProgress);
  await client.query('BEGIN');
  await client.query(tablesSql);
  for (const table of tables) {
    progress.begin(table.table);
    await copyTable(client, table, progress.add);
  }
  await client.query('COMMIT');
}

/** Vacuums and analyses tables along the client's search_path. */
export async function collectStatistics(
  client: pg.Client,
  tables: readonly Pick<TableRows, 'table' | 'rows'>[],
): Promise<void> {
  for (const { table, rows } of tables) {
    await client.query(`SET default_statistics_target = ${statisticsTargetFor(rows)}`);
    await whileNobodyConnects(() => client.query(`VACUUM (ANALYZE) ${pg.escapeIdentifier(table)}`));
  }
}

/** Else the first checkpoint after loading would fall into the measuring. */
async function checkpoint(client: pg.Client, onProgress: (message: string) => void) {
  const allowed = await client.query<{ allowed: boolean }>(
    `SELECT rolsuper OR EXISTS (
       SELECT FROM pg_roles g WHERE g.rolname = 'pg_checkpoint' AND pg_has_role(g.oid, 'USAGE')
     ) AS allowed
     FROM pg_roles WHERE rolname = current_user`,
  );
  if (allowed.rows[0]?.allowed) await client.query('CHECKPOINT');
  else onProgress('No checkpoint: the role is not a member of pg_checkpoint');
}
