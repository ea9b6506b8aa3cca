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

/** Where an arm's load connects to: its login on its own database, or its pooler in front of that. */
export function loadConnectionOf(roles: ArmRoles, arm: Arm): ConnectionSettings {
  const direct = connectionOf(roles, arm);
  const pooled = roles.pooled?.get(arm.name);
  return pooled === undefined ? direct : { ...pooled, database: direct.database };
}

/** The database of a sibling. */
export function databaseOf({ siblings }: ArmRoles, sibling: string): string {
  const database = siblings?.get(sibling);
  if (database === undefined) throw new Error(`Sibling ${sibling} was not made`);
  return database;
}
