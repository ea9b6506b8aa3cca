import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { ConnectionSettings } from '../load/session.js';
import { connect } from './connect.js';
import { createLogin } from './roles.js';
import type { ArmRoles, Target } from './target.js';
import { closeOurConnections, databaseRevokes, shutOut } from './url-remove.js';

/** A login of one arm behind a pooler. */
export interface PooledLogin {
  /** Directly to the server; the pooler's own place is put in by `Pooler.through`. */
  readonly login: ConnectionSettings;
  readonly drop: () => Promise<void>;
}

/**
 * A database user of an arm's own, hence a pool of its own in PgBouncer: with the rights of the arms'
 * login it is for and, since PgBouncer refuses startup `options`, with what that login asks for there
 * (and `settings`) as settings of the role.
 */
export async function createPooledLogin(
  target: Target,
  roles: ArmRoles,
  isolation: 'rls' | 'where',
  settings: readonly { readonly name: string; readonly value: string }[] = [],
): Promise<PooledLogin> {
  const base = roles[isolation];
  const user = `${target.prefix}_p${randomBytes(4).toString('hex')}`;
  const role = pg.escapeIdentifier(user);
  const client = await connect(target.admin);
  try {
    const bypass = isolation === 'where' && target.canBypassRls ? 'BYPASSRLS' : '';
    const password = await createLogin(client, user, bypass);
    await client.query(`GRANT ${pg.escapeIdentifier(base.user)} TO ${role}`);
    for (const { name, value } of [...settingsIn(base.options ?? ''), ...settings]) {
      await client.query(
        `ALTER ROLE ${role} SET ${pg.escapeIdentifier(name)} = ${pg.escapeLiteral(value)}`,
      );
    }
    const { options: _, ...direct } = base;
    return { login: { ...direct, user, password }, drop: () => dropLogin(target, user) };
  } finally {
    await client.end().catch(() => {});
  }
}

async function dropLogin(target: Target, user: string): Promise<void> {
  const client = await connect(target.admin);
  const role = pg.escapeIdentifier(user);
  try {
    await shutOut(client, [role]);
    await closeOurConnections(client, user);
    // A login that was given CONNECT on the database holds that right: it goes first. Not by DROP
    // OWNED, for which one needs the login's own rights; its memberships go with it.
    for (const sql of await databaseRevokes(client, user)) await client.query(sql);
    await client.query(`DROP ROLE ${role}`);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The settings in startup `options` of ours, which are all written as `-c name=value`. */
function settingsIn(options: string): { name: string; value: string }[] {
  return [...options.matchAll(/(?:^|\s)-c\s*([^\s=]+)=(\S*)/g)].map(
    ([, name = '', value = '']) => ({
      name,
      value,
    }),
  );
}
