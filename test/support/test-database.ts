import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { withClient } from '../../bench/target/connect.js';
import { readServerFacts } from '../../bench/target/server-facts.js';
import type { Target } from '../../bench/target/target.js';

export interface TestDatabase {
  /** The database as its superuser. */
  readonly admin: ConnectionSettings;
  /** The same as a target, for what takes one. */
  readonly target: Target;
  /** Drops the database, what was made from it under the target's prefix, and such roles. */
  close(): Promise<void>;
}

/**
 * A database of a test file's own on the shared server: empty, or a clone of `template` (which must
 * have no other connections).
 */
export async function openTestDatabase(template = 'template0'): Promise<TestDatabase> {
  const server = inject('admin');
  const prefix = `rlsbench_test_${randomBytes(5).toString('hex')}`;
  const source = pg.escapeIdentifier(template);
  await withClient(server, (client) =>
    client.query(`CREATE DATABASE ${prefix} TEMPLATE ${source}`),
  );
  const admin = { ...server, database: prefix };

  const close = () =>
    withClient(server, async (client) => {
      const databases = await client.query(
        'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
        [prefix],
      );
      for (const { datname } of databases.rows) {
        await client.query(`DROP DATABASE ${pg.escapeIdentifier(datname)} WITH (FORCE)`);
      }
      const roles = await client.query(
        'SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)',
        [prefix],
      );
      for (const { rolname } of roles.rows) {
        await client.query(`DROP ROLE ${pg.escapeIdentifier(rolname)}`);
      }
    });

  const target: Target = {
    kind: 'embedded',
    admin,
    schema: 'public',
    canCreateDatabase: true,
    canBypassRls: true,
    prefix,
    measuresServerCpu: process.platform === 'linux',
    facts: async () => ({
      kind: 'embedded',
      ...(await readServerFacts(admin)),
      placement: 'not pinned: a test',
      pinned: false,
      whereArmsRead: 'same-tables',
      measuresServerCpu: process.platform === 'linux',
      warnings: [],
    }),
    close,
  };
  return { admin, target, close };
}
