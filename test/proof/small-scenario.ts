import { type Client, escapeIdentifier } from 'pg';
import type { NamedTenant } from '../../bench/dataset/dataset.js';
import type { Arm, Operation, Scenario } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import type { ArmRoles } from '../../bench/target/target.js';
import type { TestDatabase } from '../support/test-database.js';

/** A scenario small enough to prove in a blink: 3 tenants, 2 tables under policies. */

export const tenants: NamedTenant[] = [
  { name: 'whale', tenantId: '00000000-0000-0000-0000-000000000001', rows: 900 },
  { name: 'median', tenantId: '00000000-0000-0000-0000-000000000002', rows: 90 },
  { name: 'tiny', tenantId: '00000000-0000-0000-0000-000000000003', rows: 3 },
];

export const operations: Operation[] = [
  {
    name: 'point',
    title: 'Read one invoice',
    tables: ['invoices'],
    where: 'select tenant_id, id, amount from invoices where tenant_id = $1 and id = $2',
    rls: 'select tenant_id, id, amount from invoices where id = $1',
    draw: 'select id from invoices where tenant_id = $1 order by hashint8extended(id, $2), id limit $3',
    tenantColumn: 'tenant_id',
  },
  {
    name: 'latest',
    title: 'Latest 5 invoices',
    tables: ['invoices'],
    where: 'select tenant_id, id from invoices where tenant_id = $1 order by id desc limit 5',
    rls: 'select tenant_id, id from invoices order by id desc limit 5',
    tenantColumn: 'tenant_id',
  },
  {
    name: 'sum-lines',
    title: 'Sum of an invoice’s lines',
    tables: ['invoices', 'lines'],
    where: `select count(*), sum(l.quantity) from invoices i
            join lines l on l.tenant_id = i.tenant_id and l.invoice_id = i.id
            where i.tenant_id = $1`,
    rls: `select count(*), sum(l.quantity) from invoices i
          join lines l on l.tenant_id = i.tenant_id and l.invoice_id = i.id`,
  },
];

const arm = (name: string, over: Partial<Arm>): Arm => ({
  name,
  title: name,
  isolation: 'rls',
  context: 'set-config',
  client: 'wire',
  planCacheMode: 'auto',
  ...over,
});

export const arms: Arm[] = [
  arm('where', { isolation: 'where', context: 'none' }),
  arm('where-again', { isolation: 'where', context: 'none', repeats: 'where' }),
  arm('where-begin', { isolation: 'where', context: 'transaction' }),
  arm('rls', {}),
  arm('rls-implicit', { context: 'set-config-implicit' }),
  arm('rls-pg', { client: 'pg' }),
  arm('rls-generic', { planCacheMode: 'force_generic_plan' }),
];

export const scenario: Scenario = {
  name: 'small',
  question: 'Is it proved?',
  dataset: 'none',
  operations,
  arms,
  contrasts: [],
  telling: [],
  concurrent: [],
};

/** Makes the tables, the policies and the two roles in `database`. */
export async function createSmallScenario(database: TestDatabase): Promise<ArmRoles> {
  const { admin, target } = database;
  const rls = { ...admin, user: `${target.prefix}_rls`, password: 'of a test' };
  const where = { ...admin, user: `${target.prefix}_where`, password: 'of a test' };
  const [rlsRole, whereRole] = [escapeIdentifier(rls.user), escapeIdentifier(where.user)];
  await withClient(admin, async (client) => {
    await createSmallTables(client);
    await client.query(`
      create role ${rlsRole} login password 'of a test';
      create role ${whereRole} login bypassrls password 'of a test';
      grant select on invoices, lines to ${rlsRole}, ${whereRole}`);
  });
  return { rls, where, whereArmsRead: 'same-tables', tables: ['invoices', 'lines'] };
}

/** The tables with their rows and policies, in the client's own schema. */
export async function createSmallTables(client: Client): Promise<void> {
  const policy = `using (tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid))`;
  await client.query(`
    create table invoices (tenant_id uuid not null, id bigint primary key, amount numeric not null);
    create table lines (tenant_id uuid not null, invoice_id bigint not null, quantity int not null);
    create index invoices_tenant on invoices (tenant_id, id desc) include (amount);
    create policy of_tenant on invoices ${policy};
    create policy of_tenant on lines ${policy}`);
  for (const { tenantId, rows } of tenants) {
    await client.query(
      `insert into invoices
       select $1::uuid, n * 10 + right($1::text, 1)::int, n * 1.5 from generate_series(1, $2::int) n`,
      [tenantId, rows],
    );
  }
  await client.query(
    'insert into lines select tenant_id, id, n from invoices, generate_series(1, 2) n',
  );
  // Last, so that an owner who is no superuser may fill them.
  for (const table of ['invoices', 'lines']) {
    await client.query(`alter table ${table} enable row level security`);
    await client.query(`vacuum analyze ${table}`);
  }
}
