import type { ConnectionSettings } from '../load/session.js';
import type { Arm } from '../scenario/scenario.js';
import type { ArmRoles } from './target.js';

/**
 * An arm's login on its own database: that of its sibling, or the loaded one.
 *
 * @throws {Error} when its sibling was not made: a bug of the caller
 */
export function connectionOf(
  roles: ArmRoles,
  { isolation, sibling }: Pick<Arm, 'isolation' | 'sibling'>,
): ConnectionSettings {
  const login = roles[isolation];
  return sibling === undefined ? login : { ...login, database: databaseOf(roles, sibling) };
}

/** The database of a sibling. */
export function databaseOf({ siblings }: ArmRoles, sibling: string): string {
  const database = siblings?.get(sibling);
  if (database === undefined) throw new Error(`Sibling ${sibling} was not made`);
  return database;
}
