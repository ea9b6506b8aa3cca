import { afterAll, beforeAll, expect, test } from 'vitest';
import { runSetup } from '../../bench/run/sibling-database.js';
import { runSqlFiles } from '../../bench/run/sql-files.js';
import { findBinaries } from '../../bench/target/binaries.js';
import { openCache } from '../../bench/target/cache-folder.js';
import { withClient } from '../../bench/target/connect.js';
import { openRunFolder, type RunFolder } from '../../bench/target/run-folder.js';
import { initialiseData, type RunningServer, startServer } from '../../bench/target/server.js';

/** A server of this file's own: whether autovacuum runs is said for all of a server. */
let run: RunFolder;
let server: RunningServer;
beforeAll(async () => {
  run = await openRunFolder(await openCache());
  const binaries = await findBinaries(18, await openCache(), () => {});
  const data = await run.makePrivate('data');
  const password = await initialiseData(run, binaries, data);
  // No word on autovacuum: it is on, as everywhere.
  const settings = [
    { name: 'listen_addresses', value: '127.0.0.1' },
    { name: 'unix_socket_directories', value: '' },
  ];
  server = await startServer(run, binaries, data, password, settings);
}, 60_000);
afterAll(async () => {
  await server?.stop();
  await run?.close();
});

async function tablesAfter(autovacuum: 'on' | 'off') {
  return withClient(server.admin, async (client) => {
    await client.query(`alter system set autovacuum = ${autovacuum}`);
    await client.query('select pg_reload_conf()');
    const isSet = async () => {
      const { rows } = await client.query('show autovacuum');
      return rows[0].autovacuum;
    };
    await expect.poll(isSet).toBe(autovacuum);
    await client.query(`create schema notes; create table notes."Notes" (note text);
      create table notes.whole (id int) partition by range (id)`);
    const setup = [
      'create table made (id int)',
      'create table part partition of whole for values from (1) to (9)',
    ];
    await runSetup(client, 'notes', setup, (index) => `statement ${index}`);
    const statements = [{ text: 'create table by_file (id int)', line: 1 }];
    await runSqlFiles(server.admin, 'notes', [{ path: '1.sql', statements }]);
    const { rows } = await client.query(
      `select c.relname || coalesce(' ' || c.reloptions::text, '') || coalesce(' ' || t.reloptions::text, '') as kept
         from pg_class c left join pg_class t on t.oid = c.reltoastrelid
        where c.relnamespace = 'notes'::regnamespace order by c.relname`,
    );
    await client.query('drop schema notes cascade');
    return rows.map(({ kept }) => kept);
  });
}

test('where the server runs autovacuum, it keeps off the tables of a sibling and those it made', async () => {
  expect(await tablesAfter('on')).toEqual([
    'Notes {autovacuum_enabled=off} {autovacuum_enabled=off}',
    'by_file {autovacuum_enabled=off}',
    'made {autovacuum_enabled=off}',
    'part {autovacuum_enabled=off}',
    'whole',
  ]);
});

test('where it does not, the tables are left as they are', async () => {
  expect(await tablesAfter('off')).toEqual(['Notes', 'by_file', 'made', 'part', 'whole']);
});
