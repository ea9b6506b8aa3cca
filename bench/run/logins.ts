import type { NamedTenant } from '../dataset/dataset.js';
import type { Scenario } from '../scenario/scenario.js';
import { createArmRoles } from '../target/roles.js';
import type { ArmRoles } from '../target/target.js';
import { createTenantRoles } from '../target/tenant-roles.js';
import type { OpenedData } from './data.js';
import type { CheckRequest } from './request.js';
import { explainServerTrouble } from './server-trouble.js';

/**
 * Makes the two logins of a run, which may read what its scenarios read of the loaded tables, and
 * roles for the tenants where a scenario's context takes one. Tables that a sibling's own SQL makes
 * are granted there.
 *
 * @returns the logins, and the tenants with their roles where they have some
 * @throws {BadInputError} or EnvironmentError, when they can't be made.
 */
export async function makeLogins(
  { target, facts, tenants }: OpenedData,
  { scenarios }: Pick<CheckRequest, 'scenarios'>,
): Promise<{ roles: ArmRoles; tenants: readonly NamedTenant[] }> {
  const wanted = new Set(
    scenarios.flatMap(({ operations }) => operations.flatMap(({ tables }) => tables)),
  );
  const loaded = facts.tables.map(({ table }) => table).filter((table) => wanted.has(table));
  try {
    const roles = await createArmRoles(target, loaded);
    if (!scenarios.some(takesTenantRoles)) return { roles, tenants };
    const made = await createTenantRoles(target, roles, tenants);
    return { roles: { ...roles, tenantGroup: made.group }, tenants: made.tenants };
  } catch (error) {
    throw await explainServerTrouble(error, 'making the logins', target.admin);
  }
}

function takesTenantRoles({ arms }: Scenario): boolean {
  return arms.some(({ context }) => context === 'set-local-role');
}
