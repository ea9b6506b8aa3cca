import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PoolerSettings, PoolerSource } from '../../bench/pooler/pooler.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestPoolers } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

const SETTINGS: PoolerSettings = {
  poolMode: 'transaction',
  poolSize: 2,
  maxClients: 20,
  maxPreparedStatements: 200,
};

let database: TestDatabase;
let source: PoolerSource;
beforeAll(async () => {
  database = await openTestDatabase();
  source = await openTestPoolers();
});
afterAll(() => database.close());

test('a login works through it, and the backend it names is the one that answers', async () => {
  const pooler = await source.open(database.admin, [database.admin], SETTINGS);
  await withClient(pooler.through(database.admin), async (client) => {
    const { rows } = await client.query(
      'select pg_backend_pid() as pid, current_database() as name',
    );
    expect(rows[0].name).toBe(database.admin.database);
    expect(await pooler.serverPids()).toEqual([rows[0].pid]);
    await pooler.reconnect();
    const again = await client.query('select pg_backend_pid() as pid');
    expect(again.rows[0].pid).not.toBe(rows[0].pid);
  });
  await pooler.close();
});
