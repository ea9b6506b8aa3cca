import pg from 'pg';
import { EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { withClient } from './connect.js';

const TERMINATE_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 10_000;

/**
 * Removes every database, schema and role whose name begins with this run's prefix, after closing
 * our own connections to them.
 *
 * @throws EnvironmentError naming the prefix when the server can't be reached or refuses
 */
export async function removeOurs(
  given: ConnectionSettings,
  prefix: string,
  address: string,
): Promise<void> {
  try {
    await withClient(given, async (client) => {
      // Rather an error with the names than a wait without end.
      await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
      const roles = await namesOf(client, 'pg_roles', 'rolname', prefix);
      await becomeMember(client, roles);
      await closeOurConnections(client, prefix);
      for (const name of await namesOf(client, 'pg_database', 'datname', prefix)) {
        await client.query(`DROP DATABASE ${name}`);
      }
      for (const name of await namesOf(client, 'pg_namespace', 'nspname', prefix)) {
        await client.query(`DROP SCHEMA ${name} CASCADE`);
      }
      await revokeDatabaseGrants(client, prefix);
      for (const name of roles) await client.query(`DROP ROLE ${name}`);
    });
  } catch (cause) {
    throw new EnvironmentError(
      `Could not remove everything named ${prefix}* from ${address}: ${(cause as Error).message}`,
      `Drop the databases, schemas and roles whose names begin with ${prefix}.`,
      { cause },
    );
  }
}

async function namesOf(client: pg.Client, catalog: string, column: string, prefix: string) {
  const { rows } = await client.query<{ name: string }>(
    `SELECT ${column} AS name FROM ${catalog} WHERE starts_with(${column}, $1)`,
    [prefix],
  );
  return rows.map(({ name }) => pg.escapeIdentifier(name));
}

/** Only a member (or a superuser) may end a role's connections (manual, 9.28.2). */
async function becomeMember(client: pg.Client, roles: readonly string[]): Promise<void> {
  const { rows } = await client.query(
    'SELECT rolsuper AS superuser FROM pg_roles WHERE rolname = current_user',
  );
  if (rows[0].superuser) return;
  for (const role of roles) await client.query(`GRANT ${role} TO CURRENT_USER`);
}

async function closeOurConnections(client: pg.Client, prefix: string): Promise<void> {
  await client.query(
    `SELECT pg_terminate_backend(pid, ${TERMINATE_TIMEOUT_MS}) FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
        AND (starts_with(usename, $1)
             OR (usename = session_user AND (starts_with(datname, $1) OR application_name = $1)))`,
    [prefix],
  );
}

/** In a person's own database a role of ours may have been given CONNECT; it goes with the role. */
async function revokeDatabaseGrants(client: pg.Client, prefix: string): Promise<void> {
  const { rows } = await client.query(
    `SELECT DISTINCT datname, rolname
       FROM pg_database, aclexplode(datacl) AS granted JOIN pg_roles ON granted.grantee = pg_roles.oid
      WHERE starts_with(rolname, $1)`,
    [prefix],
  );
  for (const { datname, rolname } of rows) {
    const database = pg.escapeIdentifier(datname);
    await client.query(`REVOKE ALL ON DATABASE ${database} FROM ${pg.escapeIdentifier(rolname)}`);
  }
}
