import type { NamedTenant } from '../../bench/dataset/dataset.js';
import type { HammerArmRequest } from '../../bench/hammer/hammer-arm.js';
import { seededRandom } from '../../bench/load/random.js';
import type { PoolerSource } from '../../bench/pooler/pooler.js';
import type { Arm, Operation } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import { createArmRoles } from '../../bench/target/roles.js';
import { createTenantRoles } from '../../bench/target/tenant-roles.js';
import type { TestDatabase } from '../support/test-database.js';

/**
 * Twelve tenants with ten rows each, three of them named, under policies that read a setting or the
 * role's name.
 */

const TENANTS = 12;

const tenantId = (number: number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

export const tenants: NamedTenant[] = [
  { name: 'whale', tenantId: tenantId(1), rows: 10 },
  { name: 'median', tenantId: tenantId(2), rows: 10 },
  { name: 'tiny', tenantId: tenantId(3), rows: 10 },
];

export const latest: Operation & { readonly tenantColumn: string } = {
  name: 'latest-2',
  title: 'Latest 2 invoices',
  tables: ['invoices'],
  where: 'select tenant_id, id from invoices where tenant_id = $1 order by id desc limit 2',
  rls: 'select tenant_id, id from invoices order by id desc limit 2',
  tenantColumn: 'tenant_id',
};

export function arm(context: Arm['context'], over: Partial<Arm> = {}): Arm {
  return {
    ...{ name: context, title: context, isolation: 'rls', context, client: 'wire' },
    ...{ planCacheMode: 'force_custom_plan', route: 'pgbouncer-transaction', ...over },
  };
}

/** Makes the table and the logins, and asks for a hammer of them. */
export async function manyTenants(
  database: TestDatabase,
  poolers: PoolerSource,
): Promise<HammerArmRequest> {
  const { admin, target } = database;
  await withClient(admin, (client) =>
    client.query(`
      create table invoices (tenant_id uuid not null, id bigint primary key);
      create index on invoices (tenant_id, id);
      insert into invoices
        select lpad((1 + n % ${TENANTS})::text, 32, '0')::uuid, n
        from generate_series(1, ${10 * TENANTS}) n;
      create policy of_tenant on invoices
        using (tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid);
      create policy of_role on invoices
        using (tenant_id = (case when current_user::text ~ '_t[0-9a-f]{32}$'
                                 then right(current_user::text, 32) end)::uuid);
      alter table invoices enable row level security;
      analyze invoices`),
  );
  const roles = await createArmRoles(target, ['invoices']);
  const named = await createTenantRoles(target, roles, tenants);
  return {
    ...{ target, roles: { ...roles, tenantGroup: named.group }, tenants: named.tenants, poolers },
    scenario: { name: 'many tenants', operations: [latest] },
    ...{ random: seededRandom(1), signal: new AbortController().signal },
  };
}
