import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type IndexCatalog, readIndexCatalog } from '../../bench/plan/index-catalog.js';
import { summarisePlan } from '../../bench/plan/summarise.js';
import { connect } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let client: Client;
let catalog: IndexCatalog;

beforeAll(async () => {
  database = await openTestDatabase();
  client = await connect(database.admin);
  await client.query(`
    create table plain (tenant_id int not null, id int primary key, tags text[], note text);
    create index by_tenant on plain (tenant_id, id desc) include (note);
    create index by_expression on plain (lower(note) desc);
    create index by_tag on plain using gin (tags);
    insert into plain select n % 7, n, array['a'], 'note ' || n from generate_series(1, 5000) n;
    create table part (tenant_id int not null, id int not null) partition by hash (tenant_id);
    create table part_0 partition of part for values with (modulus 2, remainder 0)
      partition by range (id);
    create table part_0_all partition of part_0 default;
    create table part_1 partition of part for values with (modulus 2, remainder 1);
    create index part_tenant on part (tenant_id, id);
    insert into part select n % 7, n from generate_series(1, 2000) n;
    create table uncounted (id int)`);
  await client.query('vacuum analyze plain, part');
  catalog = await readIndexCatalog(client, 'public');
});
afterAll(async () => {
  await client.end();
  await database.close();
});

const columns = (index: string) => catalog.indexes.get(index)?.columns;

test('keys are in order and with their direction, then the included columns', () => {
  expect(columns('by_tenant')).toEqual(['tenant_id', 'id desc', 'include note']);
  expect(columns('plain_pkey')).toEqual(['id']);
  expect(columns('by_expression')).toEqual(['lower(note) desc']);
  expect(catalog.indexes.get('by_tag')).toMatchObject({ columns: ['tags'], method: 'gin' });
});

test('pages are those of the file, not those of the last VACUUM', async () => {
  const pages = catalog.indexes.get('by_tenant')?.pages ?? 0;
  const { rows } = await client.query(`select relpages from pg_class where relname = 'by_tenant'`);
  expect(pages).toBe(rows[0].relpages);
  await client.query(
    `insert into plain (tenant_id, id) select 1, -n from generate_series(1, 5000) n`,
  );
  const now = await readIndexCatalog(client, 'public');
  expect(now.indexes.get('by_tenant')?.pages).toBeGreaterThan(pages);
  expect(now.tables.get('plain')).toEqual({ rows: 5000, parent: null });
});

test('a table nobody has counted has no number of rows', () => {
  expect(catalog.tables.get('uncounted')).toEqual({ rows: null, parent: null });
});

test('partitions are tables and indexes of their own that name the topmost parent', () => {
  expect(catalog.tables.get('part_0_all')?.parent).toBe('part');
  expect(catalog.tables.get('part_1')?.parent).toBe('part');
  expect(catalog.indexes.get('part_tenant')).toMatchObject({ pages: 0, parent: null });
  expect(catalog.indexes.get('part_1_tenant_id_id_idx')).toMatchObject({
    columns: ['tenant_id', 'id'],
    parent: 'part_tenant',
  });
  expect(catalog.indexes.get('part_0_all_tenant_id_id_idx')?.parent).toBe('part_tenant');
});

test('a plan’s nodes say how large what they read is, and what it is a partition of', async () => {
  const explained = async (query: string) => {
    const { rows } = await client.query(`explain (analyze, buffers, format json) ${query}`);
    const counts = { parameterCount: 0, genericPlans: 0, customPlans: 1 };
    return summarisePlan({ explain: rows[0]['QUERY PLAN'], ...counts }, catalog).nodes;
  };
  const scan = (await explained('select id from part where tenant_id = 3 and id = 3')).at(-1);
  expect(scan).toMatchObject({ parentTable: 'part', parentIndex: 'part_tenant' });
  expect(scan?.indexPages).toBe(catalog.indexes.get(scan?.index ?? '')?.pages);
  expect(scan?.tableRows).toBe(catalog.tables.get(scan?.relation ?? '')?.rows);

  const cte = 'with plain as materialized (select 1 as id) select id from plain';
  const cteScan = (await explained(cte)).find(({ relation }) => relation === 'plain');
  expect(cteScan).toBeDefined();
  expect(cteScan).not.toHaveProperty('tableRows');
});
