import pg from 'pg';
import type { NamedTenant } from '../dataset/dataset.js';
import { withClient } from './connect.js';
import { allowReading } from './roles.js';
import type { ArmRoles, Target } from './target.js';

/** 16 and later: a member may be let become a role without having its rights (manual, GRANT). */
const SET_OPTION_SINCE = 160_000;

/**
 * Makes a role for each tenant, for SET LOCAL ROLE: it may read the tables, and the RLS login may
 * become it without inheriting from it. Its name ends in the tenant's id without dashes, which is
 * what a policy knows the tenant by. Removed with the target.
 *
 * @returns the tenants with their roles, and the group that is granted what they read
 */
export async function createTenantRoles<T extends Pick<NamedTenant, 'tenantId'>>(
  target: Target,
  roles: ArmRoles,
  tenants: readonly T[],
): Promise<{ tenants: (T & { readonly role: string })[]; group: string }> {
  const group = `${target.prefix}_tenants`;
  return withClient(target.admin, async (client) => {
    await client.query(`create role ${pg.escapeIdentifier(group)} nologin`);
    await allowReading(client, group, target.schema, roles.tables);
    return { tenants: await addTenantRoles(client, target, roles, group, tenants), group };
  });
}

/** Makes roles for further tenants in the group of those there are: who makes them drops them. */
export async function addTenantRoles<T extends Pick<NamedTenant, 'tenantId'>>(
  client: pg.Client,
  target: Target,
  roles: ArmRoles,
  group: string,
  tenants: readonly T[],
): Promise<(T & { readonly role: string })[]> {
  const quoted = pg.escapeIdentifier;
  const { rows } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  );
  const option = (rows[0]?.version ?? 0) >= SET_OPTION_SINCE ? 'with inherit false, set true' : '';
  const withRoles: (T & { readonly role: string })[] = [];
  for (const tenant of tenants) {
    const role = `${target.prefix}_t${tenant.tenantId.replaceAll('-', '')}`;
    await client.query(`create role ${quoted(role)} nologin in role ${quoted(group)}`);
    await client.query(`grant ${quoted(role)} to ${quoted(roles.rls.user)} ${option}`);
    withRoles.push({ ...tenant, role });
  }
  return withRoles;
}
