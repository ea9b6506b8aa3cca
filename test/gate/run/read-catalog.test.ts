import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCatalog } from '../../../bench/gate/run/read-catalog.js';
import { withClient } from '../../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await withClient(database.admin, (client) =>
    client.query(`
      create schema helpers;
      create function helpers.tenant() returns int stable language sql as 'select 1';
      create function helpers.other() returns int language sql as 'select 1';
      create function own(of int) returns int security definer language sql as 'select 1';
      create table invoices (tenant_id int, id int, note text, primary key (tenant_id, id));
      create index "Latest" on invoices (tenant_id, id desc) include (note) where note is not null;
      create table plain (id int);
      alter table invoices enable row level security;
      alter table invoices force row level security;
      create policy of_tenant on invoices using (tenant_id = helpers.tenant());
      create view past as select * from invoices;
      create view safe with (security_invoker) as select * from invoices;
      create materialized view kept as select count(*) from invoices;
      grant select on past to public;
      create policy adds on invoices as restrictive for insert to pg_monitor, current_user
        with check (true)`),
  );
});
afterAll(() => database?.close());

test('reads row security, policies, helper functions and indexes of the schema alone', async () => {
  const { tables, policies, functions, indexes, views } = await withClient(
    database.admin,
    (client) => readCatalog(client, 'public'),
  );
  const owner = database.admin.user;
  expect(tables).toEqual([
    {
      ...{ name: 'invoices', owner, ownerEscapes: true, rowSecurity: true, forced: true },
      ...{ isPartition: false, columns: ['tenant_id', 'id', 'note'] },
    },
    {
      ...{ name: 'plain', owner, ownerEscapes: true, rowSecurity: false, forced: false },
      ...{ isPartition: false, columns: ['id'] },
    },
  ]);
  expect(policies).toEqual([
    {
      ...{ table: 'invoices', name: 'adds', permissive: false, command: 'INSERT' },
      ...{ roles: ['pg_monitor', owner].sort(), using: null, withCheck: 'true' },
    },
    {
      ...{ table: 'invoices', name: 'of_tenant', permissive: true, command: 'ALL' },
      ...{ roles: ['public'], using: '(tenant_id = helpers.tenant())', withCheck: null },
    },
  ]);
  const definition = expect.stringMatching(/^[0-9a-f]{32}$/);
  expect(functions).toEqual([
    { name: 'helpers.tenant()', volatility: 'STABLE', securityDefiner: false, definition },
    { name: 'own(of integer)', volatility: 'VOLATILE', securityDefiner: true, definition },
  ]);
  expect(indexes).toEqual([
    {
      ...{
        table: 'invoices',
        name: 'Latest',
        unique: false,
        valid: true,
        predicate: '(note IS NOT NULL)',
      },
      columns: ['tenant_id', 'id desc', 'include note'],
    },
    {
      ...{ table: 'invoices', name: 'invoices_pkey', unique: true, valid: true, predicate: null },
      columns: ['tenant_id', 'id'],
    },
  ]);
  expect(views).toEqual([
    { name: 'kept', owner, materialized: true, toPublic: false, tables: ['invoices'] },
    { name: 'past', owner, materialized: false, toPublic: true, tables: ['invoices'] },
  ]);
});
