import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExplainNode } from '../../bench/plan/explain.js';
import { readIndexCatalog } from '../../bench/plan/index-catalog.js';
import { planNodes } from '../../bench/plan/normalise.js';
import { skipScans } from '../../bench/plan/skip-scans.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let major = 0;
beforeAll(async () => {
  database = await openTestDatabase();
  await withClient(database.admin, async (client) => {
    await client.query(`
      create table orders (kind int not null, tenant_id int not null, amount numeric, note text);
      insert into orders select i % 5, i / 10, i, 'x' from generate_series(1, 50000) i;
      create index kind_tenant_idx on orders (kind, tenant_id desc) include (note);
      create index tenant_idx on orders (tenant_id)`);
    await client.query('vacuum analyze orders');
    const { rows } = await client.query('show server_version_num');
    major = Math.floor(Number(rows[0].server_version_num) / 10_000);
  });
});
afterAll(() => database.close());

/** The indexes that a real plan of `sql` skip-scans. */
function scannedBy(sql: string, without = 'none'): Promise<string[]> {
  return withClient(database.admin, async (client) => {
    const catalog = await readIndexCatalog(client, 'public');
    await client.query(`begin; set local enable_seqscan = off; drop index if exists ${without}`);
    const { rows } = await client.query(`explain (analyze, buffers, format json) ${sql}`);
    await client.query('rollback');
    const root: ExplainNode = rows[0]['QUERY PLAN'][0].Plan;
    return skipScans({ nodes: planNodes(root, catalog, 0) });
  });
}

describe('real plans', () => {
  test('a leading column that is not compared: a skip scan, from Postgres 18 on', async () => {
    const found = await scannedBy('select * from orders where tenant_id = 7', 'tenant_idx');
    expect(found).toEqual(major >= 18 ? ['kind_tenant_idx'] : []);
  });

  test('the same with an array of tenants', async () => {
    const sql = 'select * from orders where tenant_id = any (array[7, 9])';
    expect(await scannedBy(sql, 'tenant_idx')).toEqual(major >= 18 ? ['kind_tenant_idx'] : []);
  });

  test.each([
    ['its leading column', 'select * from orders where tenant_id = 7'],
    ['an array on its leading column', 'select * from orders where kind = any (array[1, 3])'],
    [
      'a nested loop, a search a loop',
      `select * from generate_series(1, 50) t join orders on tenant_id = t`,
    ],
    ['the whole index', 'select kind from orders order by kind'],
  ])('%s: none', async (_, sql) => {
    expect(await scannedBy(sql)).toEqual([]);
  });
});
