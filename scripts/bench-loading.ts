import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadTables } from '../bench/dataset/load.js';
import { readSchemaFiles } from '../bench/dataset/schema-files.js';
import type { ConnectionSettings } from '../bench/load/session.js';
import { median } from '../bench/stats/quantiles.js';
import { withClient } from '../bench/target/connect.js';
import { buildingSettings } from '../bench/target/server-settings.js';
import invoices from '../schemas/invoices/rows.js';
import { startOwnServer } from './own-server.js';
import { findPsql, runPsql } from './psql.js';

/**
 * `npm run bench:loading`: our loading beside `psql \copy` of the same rows from text files. Same
 * server, the same tables without indexes, both in the transaction that makes the tables and both
 * with FREEZE; alternating runs, the order within a pair swapped from pair to pair. Ours makes the
 * rows while it loads them; psql's files are ready and cached.
 */

const MEBIBYTE = 1024 ** 2;
const SEED = 1;
const size = { tenants: 200, invoices: 200_000 };
const tables = invoices.tables(size, SEED);
const totalRows = tables.reduce((sum, { rows }) => sum + rows, 0);
const tablesSql = readSchemaFiles(invoices.name).tables;

const HELP = `bench:loading [--pairs N] [--durable]
  --pairs    pairs of runs (default 5)
  --durable  a server with default settings (WAL, fsync) in place of the one data is built on`;

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5' },
    durable: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const pairs = Number(values.pairs);
const { durable } = values;
if (values.help || !(pairs >= 1)) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}

async function loadOurs(settings: ConnectionSettings): Promise<void> {
  await withClient(settings, (client) => loadTables(client, tablesSql, tables, () => {}));
}

function loadPsql(psql: string, settings: ConnectionSettings, folder: string): Promise<void> {
  const copies = tables.map(
    ({ table, columns }) =>
      `\\copy ${table} (${columns.join(', ')}) from '${join(folder, table)}' with (freeze)`,
  );
  return runPsql(psql, settings, [tablesSql, ...copies]);
}

async function writeFiles(psql: string, settings: ConnectionSettings, folder: string) {
  await loadOurs(settings);
  const copies = tables.map(
    ({ table, columns }) => `\\copy ${table} (${columns.join(', ')}) to '${join(folder, table)}'`,
  );
  await runPsql(psql, settings, copies);
  const files = await Promise.all(tables.map(({ table }) => stat(join(folder, table))));
  return files.reduce((sum, file) => sum + file.size, 0);
}

/** Rows per second of `load` into empty tables, after a checkpoint. */
async function rowsPerSecond(
  settings: ConnectionSettings,
  load: () => Promise<void>,
): Promise<number> {
  await withClient(settings, async (client) => {
    for (const { table } of tables) await client.query(`drop table if exists ${table}`);
    await client.query('checkpoint');
  });
  const startedAt = performance.now();
  await load();
  return totalRows / ((performance.now() - startedAt) / 1000);
}

const psql = await findPsql();
if (psql === undefined) {
  console.error(
    'psql was not found on PATH or in /usr/lib/postgresql/*/bin: nothing to compare with.',
  );
  process.exit(3);
}
const sizing = { dataBytes: 256 * MEBIBYTE, memoryBytes: 4096 * MEBIBYTE, maxConnections: 20 };
const settings = buildingSettings(sizing).map(({ name, value }) => `${name}=${value}`);
const folder = await mkdtemp(join(tmpdir(), 'rlsbench-loading-'));
const server = await startOwnServer(durable ? [] : settings);
try {
  const fileBytes = await writeFiles(psql, server.superuser, folder);
  console.log(
    `${totalRows} rows of ${tables.length} tables, ${Math.round(fileBytes / MEBIBYTE)} MiB as text; ${pairs} pairs`,
  );
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const runOurs = async () =>
      ours.push(await rowsPerSecond(server.superuser, () => loadOurs(server.superuser)));
    const runTheirs = async () =>
      theirs.push(
        await rowsPerSecond(server.superuser, () => loadPsql(psql, server.superuser, folder)),
      );
    for (const run of pair % 2 === 0 ? [runOurs, runTheirs] : [runTheirs, runOurs]) await run();
    const [a, b] = [ours[pair] as number, theirs[pair] as number];
    console.log(
      `  rlsbench ${Math.round(a)} rows/s, psql ${Math.round(b)} rows/s: ${(a / b).toFixed(2)}`,
    );
  }
  const ratio = median(ours.map((each, pair) => each / (theirs[pair] as number)));
  console.log(
    `rlsbench ${Math.round(median(ours))} rows/s, psql \\copy ${Math.round(median(theirs))} rows/s, median ratio ${ratio.toFixed(2)} (wanted: at least 0.90)`,
  );
  if (ratio < 0.9) process.exitCode = 1;
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
