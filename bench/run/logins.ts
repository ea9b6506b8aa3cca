import { createArmRoles } from '../target/roles.js';
import type { ArmRoles } from '../target/target.js';
import type { OpenedData } from './data.js';
import type { CheckRequest } from './request.js';
import { explainServerTrouble } from './server-trouble.js';

/**
 * Makes the two logins of a run, which may read what its scenarios read of the loaded tables. Tables
 * that a sibling's own SQL makes are granted there.
 *
 * @throws {BadInputError} or EnvironmentError, when they can't be made.
 */
export async function makeLogins(
  { target, facts }: OpenedData,
  { scenarios }: Pick<CheckRequest, 'scenarios'>,
): Promise<ArmRoles> {
  const wanted = new Set(
    scenarios.flatMap(({ operations }) => operations.flatMap(({ tables }) => tables)),
  );
  const loaded = facts.tables.map(({ table }) => table).filter((table) => wanted.has(table));
  try {
    return await createArmRoles(target, loaded);
  } catch (error) {
    throw await explainServerTrouble(error, 'making the logins', target.admin);
  }
}
