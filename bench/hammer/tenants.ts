import { escapeIdentifier } from 'pg';
import type { NamedTenant } from '../dataset/dataset.js';
import type { Arm, Operation } from '../scenario/scenario.js';
import { connectionOf } from '../target/arm-connection.js';
import { withClient } from '../target/connect.js';
import type { ArmRoles, Target } from '../target/target.js';
import { addTenantRoles } from '../target/tenant-roles.js';
import { thenClose } from '../then-close.js';
import type { HammerTenant } from './reads.js';

/**
 * The tenants that an arm is hammered as: the named ones and others that have rows, `count` in all or
 * as many as there are.
 */
export async function hammeredTenants(
  roles: ArmRoles,
  arm: Arm,
  { tables, tenantColumn }: Operation & { readonly tenantColumn: string },
  named: readonly NamedTenant[],
  count: number,
): Promise<HammerTenant[]> {
  const known = named.map(({ tenantId }) => tenantId);
  const { sibling } = arm;
  const where = connectionOf(roles, {
    isolation: 'where',
    ...(sibling === undefined ? {} : { sibling }),
  });
  const column = escapeIdentifier(tenantColumn);
  const { rows } = await withClient(where, (client) =>
    client.query<{ tenant: string }>(
      `select ${column}::text as tenant from ${escapeIdentifier(tables[0] as string)}
       where ${column}::text <> all ($1::text[])
       group by 1 order by md5(${column}::text) limit $2`,
      [known, Math.max(0, count - known.length)],
    ),
  );
  return [...named, ...rows.map(({ tenant }) => ({ tenantId: tenant }))];
}

/**
 * Does the work with a role for each tenant, where the arm takes one: those of named tenants are there,
 * the others' are made and dropped again.
 */
export async function withRoles<T>(
  target: Target,
  roles: ArmRoles,
  arm: Arm,
  tenants: readonly HammerTenant[],
  work: (tenants: readonly HammerTenant[]) => Promise<T>,
): Promise<T> {
  const { tenantGroup } = roles;
  if (arm.context !== 'set-local-role') return work(tenants);
  if (tenantGroup === undefined) throw new Error(`Arm ${arm.name} needs roles of tenants`);
  const missing = tenants.filter(({ role }) => role === undefined);
  const made = await withClient(target.admin, (client) =>
    addTenantRoles(client, target, roles, tenantGroup, missing),
  );
  return thenClose(
    () => work([...tenants.filter(({ role }) => role !== undefined), ...made]),
    () =>
      withClient(target.admin, async (client) => {
        for (const { role } of made) await client.query(`drop role ${escapeIdentifier(role)}`);
      }),
  );
}
