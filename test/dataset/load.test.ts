import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDatasetFacts } from '../../bench/dataset/facts.js';
import { fillDatabase } from '../../bench/dataset/load.js';
import { connect, withClient } from '../../bench/target/connect.js';
import invoices from '../../schemas/invoices/rows.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

const size = { tenants: 20, invoices: 4_000 };
const seed = 7;
const origin = { source: 'built', setupSeconds: 1 } as const;
const SCHEMA = 'a schema "of ours"';

let database: TestDatabase;
const messages: string[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  await withClient(database.admin, async (client) => {
    await client.query(`create schema "a schema ""of ours"""`);
  });
  await fillDatabase(database.admin, SCHEMA, invoices, size, seed, (message) =>
    messages.push(message),
  );
});

afterAll(() => database?.close());

async function query<T>(sql: string, values: unknown[] = []): Promise<T[]> {
  return withClient(database.admin, async (client) => {
    await client.query(`set search_path = "a schema ""of ours"""`);
    return (await client.query(sql, values)).rows as T[];
  });
}

test('the tables hold the promised rows, and the named tenants theirs', async () => {
  const facts = await readDatasetFacts(database.admin, SCHEMA, invoices, size, seed, origin);
  expect(facts.tables.map(({ table, rows }) => ({ table, rows }))).toEqual(
    invoices.tables(size, seed).map(({ table, rows }) => ({ table, rows })),
  );
  expect(facts.tenants).toEqual(invoices.namedTenants(size, seed));
  expect(facts.tables.every(({ bytes }) => bytes > 0)).toBe(true);
});

test('the disk it takes is about what is asked for beforehand', async () => {
  const facts = await readDatasetFacts(database.admin, SCHEMA, invoices, size, seed, origin);
  const bytes = facts.tables.reduce((sum, table) => sum + table.bytes, 0);
  const expected = invoices.bytesPerMainRow * size.invoices;
  expect(bytes).toBeGreaterThan(0.5 * expected);
  expect(bytes).toBeLessThan(1.5 * expected);
});

test('data of another seed is told apart by its tenants', async () => {
  const otherSeed = readDatasetFacts(database.admin, SCHEMA, invoices, size, seed + 1, origin);
  await expect(otherSeed).rejects.toThrow(/Expected \d+ rows of the whale tenant in invoices/);
});

test('an owner whom FORCE binds can still have the facts read, and stays bound', async () => {
  const owner = `${database.target.prefix}_owner`;
  await query(`create role ${owner} login password 'owner'`);
  await query(`grant all on schema "a schema ""of ours""" to ${owner}`);
  for (const { table } of invoices.tables(size, seed)) {
    await query(`alter table ${table} owner to ${owner}`);
  }
  const settings = { ...database.admin, user: owner, password: 'owner' };
  const facts = await readDatasetFacts(settings, SCHEMA, invoices, size, seed, origin);
  expect(facts.tenants).toEqual(invoices.namedTenants(size, seed));
  const client = await connect(settings);
  await client.query(`set search_path = "a schema ""of ours"""`);
  expect((await client.query('select 1 from invoices')).rowCount).toBe(0);
  await client.end();
});

test('physical order is the order of writing, with tenants interleaved', async () => {
  const rows = await query<{ id: string; inTime: boolean; switches: boolean }>(`
    select invoice_id as id,
      created_at > coalesce(lag(created_at) over w, '-infinity') as "inTime",
      tenant_id is distinct from lag(tenant_id) over w as switches
    from invoices window w as (order by ctid) order by ctid`);
  expect(rows.map(({ id }) => Number(id))).toEqual(rows.map((_, index) => index + 1));
  expect(rows.every(({ inTime }) => inTime)).toBe(true);
  expect(rows.filter(({ switches }) => switches).length).toBeGreaterThan(size.invoices / 2);
});

describe('the rows agree with each other', () => {
  test.each([
    [
      'line items refer to an invoice of the same tenant',
      'select from line_items l where not exists (select from invoices i where (i.tenant_id, i.invoice_id) = (l.tenant_id, l.invoice_id))',
    ],
    [
      'invoices refer to an earlier customer of the same tenant',
      'select from invoices i where not exists (select from customers c where (c.tenant_id, c.customer_id) = (i.tenant_id, i.customer_id) and c.created_at < i.created_at)',
    ],
    [
      'customers and invoices belong to a tenant that had signed up',
      'select from (select tenant_id, created_at from customers union all select tenant_id, created_at from invoices) r where not exists (select from tenants t where t.tenant_id = r.tenant_id and t.created_at < r.created_at)',
    ],
    [
      'an amount is the sum of the lines',
      'select from invoices i where amount <> (select sum(quantity * unit_price) from line_items l where l.tenant_id = i.tenant_id and l.invoice_id = i.invoice_id)',
    ],
    ['an invoice is due after it was written', 'select from invoices where due_on <= created_at'],
  ])('%s', async (_title, violations) => {
    expect(await query(violations)).toEqual([]);
  });

  test('statuses come in the promised shares', async () => {
    const rows = await query<{ status: string; share: number }>(
      'select status, count(*)::float / sum(count(*)) over () as share from invoices group by 1',
    );
    const share = Object.fromEntries(rows.map((row) => [row.status, row.share]));
    expect(share.paid).toBeCloseTo(0.5, 1);
    expect(share.open).toBeGreaterThan(0.02);
    expect(share.open).toBeLessThan(0.04);
  });
});

test('what the server decoded is what was made, to the last column', async () => {
  const rows = await query<{ line: string }>(
    `select i::text || ' ' || l::text as line from invoices i
     join line_items l using (tenant_id, invoice_id) order by invoice_id, line_no`,
  );
  const hash = createHash('sha256')
    .update(rows.map(({ line }) => line).join('\n'))
    .digest('hex');
  expect(rows[0]?.line).toMatchInlineSnapshot(
    `"(46c71088-cce9-4b61-bf7f-545f04d675e1,1,1,paid,293.76,"2024-01-01 03:14:34.513373+00",2024-01-31,INV-000000001,"Delivered in two parts") (46c71088-cce9-4b61-bf7f-545f04d675e1,1,1,"Support plan, one year",1,6.09)"`,
  );
  expect(hash).toMatchInlineSnapshot(
    `"43dab8feb8a1a1661393a457bb117cad0ad2057080e3670eef49a007934b8bbb"`,
  );
});

test('loading leaves rows frozen and all-visible, statistics complete, and every policy forced', async () => {
  const relations = await query<{ relname: string; ready: boolean; policies: string }>(
    `
    select relname, relallvisible = relpages and relrowsecurity and relforcerowsecurity
      and reltuples = (xpath('/row/c/text()', query_to_xml('select count(*) as c from ' || quote_ident(relname), false, true, '')))[1]::text::float
      as ready, (select count(*) from pg_policy where polrelid = c.oid) as policies
    from pg_class c where relkind = 'r' and relnamespace = 'a schema "of ours"'::regnamespace
    order by 1`.replace(`'a schema "of ours"'::`, `'"a schema ""of ours"""'::`),
  );
  expect(relations).toEqual(
    ['customers', 'invoices', 'line_items', 'tenants'].map((relname) => ({
      relname,
      ready: true,
      policies: '1',
    })),
  );
});

test('a bound role sees its tenant alone, nobody without one, and writes for itself alone', async () => {
  const role = `${database.target.prefix}_app`;
  await query(`create role ${role} login password 'app'`);
  await query(`grant usage on schema "a schema ""of ours""" to ${role}`);
  await query(`grant all on all tables in schema "a schema ""of ours""" to ${role}`);
  const [whale, median] = invoices.namedTenants(size, seed);
  const client = await connect({ ...database.admin, user: role, password: 'app' });
  try {
    await client.query(`set search_path = "a schema ""of ours"""`);
    for (const { table } of invoices.tables(size, seed)) {
      expect((await client.query(`select from ${table}`)).rowCount).toBe(0);
    }
    await client.query(`select set_config('app.current_tenant_id', $1, false)`, [whale?.tenantId]);
    const seen = await client.query('select tenant_id, count(*)::int from invoices group by 1');
    expect(seen.rows).toEqual([{ tenant_id: whale?.tenantId, count: whale?.rows }]);
    await expect(
      client.query("insert into tenants values ($1, 'x', 'free', now())", [median?.tenantId]),
    ).rejects.toThrow(/row-level security/);
  } finally {
    await client.end();
  }
});

test('progress names the tables and the steps', () => {
  expect(messages[0]).toMatch(/^Loading tenants: 0% of [\d,]+ rows$/);
  expect(messages).toContain('Building indexes');
  expect(messages.at(-1)).toBe('Writing a checkpoint');
});

test('loading twice fails with the real error and leaves the first load alone', async () => {
  const again = fillDatabase(database.admin, SCHEMA, invoices, size, seed, () => {});
  await expect(again).rejects.toThrow('relation "tenants" already exists');
  expect(await query('select from tenants')).toHaveLength(size.tenants);
});

test('a role that may not create tables is told so', async () => {
  const role = `${database.target.prefix}_poor`;
  await query(`create role ${role} login password 'poor'`);
  const settings = { ...database.admin, user: role, password: 'poor' };
  const load = fillDatabase(settings, 'public', invoices, size, seed, () => {});
  await expect(load).rejects.toMatchObject({
    name: 'BadInputError',
    message: expect.stringMatching(/permission denied for schema public \(SQLSTATE 42501\)/),
  });
});
