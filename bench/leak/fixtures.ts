import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ConnectionSettings } from '../load/session.js';
import { withClient } from '../target/connect.js';
import { createLogin } from '../target/roles.js';
import type { Target } from '../target/target.js';
import type { LeakNames } from './state.js';

const GONE_TIMEOUT_MS = 5_000;

/** What the matrix needs on the server, for as long as it takes. */
export interface LeakFixtures {
  readonly names: LeakNames;
  readonly login: ConnectionSettings;
  /** A superuser, on a server of ours; undefined elsewhere. */
  readonly superuser: ConnectionSettings | undefined;
  readonly drop: () => Promise<void>;
}

/**
 * Makes a login, a role that it may become, a sequence in a schema of its own and, where the server is
 * ours and goes with the run, a superuser. All have the target's prefix and a random password.
 */
export async function createLeakFixtures(target: Target): Promise<LeakFixtures> {
  const { admin, prefix, kind } = target;
  const quoted = pg.escapeIdentifier;
  const user = `${prefix}_leak`;
  const role = `${prefix}_leak_role`;
  const superuser = `${prefix}_leak_super`;
  const sequence = `${quoted(user)}.numbers`;
  const passwords = await withClient(admin, async (client) => {
    const password = await createLogin(client, user, '');
    await client.query(`create role ${quoted(role)} nologin`);
    await client.query(`grant ${quoted(role)} to ${quoted(user)}`);
    await client.query(`create schema ${quoted(user)}`);
    await client.query(`create sequence ${sequence}`);
    const usage = `to ${quoted(user)}`;
    await client.query(`grant usage on schema ${quoted(user)} ${usage}`);
    await client.query(`grant usage on sequence ${sequence} ${usage}`);
    const ofSuperuser =
      kind === 'url' ? undefined : await createLogin(client, superuser, 'SUPERUSER');
    return { password, ofSuperuser };
  });
  return {
    names: { role, sequence },
    login: { ...admin, user, password: passwords.password },
    superuser:
      passwords.ofSuperuser === undefined
        ? undefined
        : { ...admin, user: superuser, password: passwords.ofSuperuser },
    drop: () => dropFixtures(target, [user, role, superuser]),
  };
}

async function dropFixtures(target: Target, roles: readonly string[]): Promise<void> {
  await withClient(target.admin, async (client) => {
    await endLeft(client, roles);
    await untilGone(client, roles);
    await client.query(
      `drop schema if exists ${pg.escapeIdentifier(`${target.prefix}_leak`)} cascade`,
    );
    const { rows } = await client.query<{ role: string; database: string }>(
      `select rolname as role, current_database() as database from pg_roles where rolname = any ($1)`,
      [roles],
    );
    for (const { role, database } of rows) {
      const name = pg.escapeIdentifier(role);
      await client.query(`revoke all on database ${pg.escapeIdentifier(database)} from ${name}`);
      await client.query(`drop role ${name}`);
    }
  });
}

/** A pooler that runs already keeps its server connections. Who may not end them waits for them. */
async function endLeft(client: pg.Client, roles: readonly string[]): Promise<void> {
  await client
    .query('select pg_terminate_backend(pid) from pg_stat_activity where usename = any ($1)', [
      roles,
    ])
    .catch(() => {});
}

/** A backend whose client is gone ends a little later, and its temp tables are there until then. */
async function untilGone(client: pg.Client, roles: readonly string[]): Promise<void> {
  const deadline = performance.now() + GONE_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const { rowCount } = await client.query(
      'select from pg_stat_activity where usename = any ($1)',
      [roles],
    );
    if (rowCount === 0) return;
    await sleep(10);
  }
}
