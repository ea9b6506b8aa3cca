import { escapeIdentifier } from 'pg';
import type { NamedTenant } from '../dataset/dataset.js';
import type { Arm, Operation } from '../scenario/scenario.js';
import { connectionOf } from '../target/arm-connection.js';
import { withClient } from '../target/connect.js';
import type { ArmRoles } from '../target/target.js';
import type { HammerTenant } from './reads.js';

/**
 * The tenants that an arm is hammered as: the named ones and others that have rows, `count` in all or
 * as many as there are. Where tenants have roles, only those that have one.
 */
export async function hammeredTenants(
  roles: ArmRoles,
  arm: Arm,
  { tables, tenantColumn }: Operation & { readonly tenantColumn: string },
  named: readonly NamedTenant[],
  count: number,
): Promise<HammerTenant[]> {
  if (arm.context === 'set-local-role') return named.filter(({ role }) => role !== undefined);
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
