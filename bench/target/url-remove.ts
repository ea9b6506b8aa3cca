import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { withClient } from './connect.js';

const TERMINATE_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 10_000;

/** A connection that is being made is seen well within this time. */
const CONNECTING_MS = 100;

/** Whoever comes again after that is none of what we left running. */
const MOST_ROUNDS = 10;

/** A statement that removes one thing of ours, and why the server would not do it. */
interface Refused {
  readonly sql: string;
  readonly why: string;
}

/**
 * Removes every database, schema and role whose name begins with this run's prefix, after closing
 * our own connections to them. What can't be removed keeps nothing else from being removed, and a
 * login that has to stay can at least not be used any more.
 *
 * @throws EnvironmentError with the SQL that removes what is left, when the server can't be reached
 *   or refuses
 */
export async function removeOurs(
  given: ConnectionSettings,
  prefix: string,
  address: string,
): Promise<void> {
  const refused = await withClient(given, (client) => removeAll(client, prefix)).catch((cause) => {
    throw new EnvironmentError(
      `Could not remove everything named ${prefix}* from ${address}: ${(cause as Error).message}`,
      `Drop the databases, schemas and roles whose names begin with ${prefix}.`,
      { cause },
    );
  });
  if (refused.length === 0) return;
  const reasons = refused.map(({ sql, why }) => `${sql}: ${why}`).join('; ');
  throw new EnvironmentError(
    `Could not remove everything of this run from ${address}: ${reasons}.`,
    `As a superuser, or when nobody uses it any more: ${refused.map(({ sql }) => `${sql};`).join(' ')}`,
  );
}

async function removeAll(client: pg.Client, prefix: string): Promise<readonly Refused[]> {
  // Rather an error with the names than a wait without end.
  await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
  let refused = new Map<string, string>();
  const tried = new Set<string>();
  // Work that Ctrl-C has left running may make something until its connections are closed.
  for (let round = 0, found = true; found && round < MOST_ROUNDS; round++) {
    // What was in use a moment ago may not be now.
    refused = new Map();
    found = await removeOnce(client, prefix, tried, refused);
    if (found) await sleep(CONNECTING_MS);
  }
  return [...refused].map(([sql, why]) => ({ sql, why }));
}

/**
 * Closes our connections, then drops what there is.
 *
 * @param tried what was run so far, and in the end what was now
 * @param refused takes what the server would not do, and why
 *
 * @returns whether there was something new, or somebody who may have made it meanwhile
 */
async function removeOnce(
  client: pg.Client,
  prefix: string,
  tried: Set<string>,
  refused: Map<string, string>,
): Promise<boolean> {
  const roles = await namesOf(client, 'pg_roles', 'rolname', prefix);
  await shutOut(client, roles);
  const closed = await closeOurConnections(client, prefix);
  const before = tried.size;
  const attempt = async (sql: string) => {
    tried.add(sql);
    const why = await refusal(client, sql);
    if (why !== undefined) refused.set(sql, why);
  };
  for (const name of await namesOf(client, 'pg_database', 'datname', prefix)) {
    // A monitoring agent looks into every database; this one goes with its connection.
    await attempt(`DROP DATABASE ${name} WITH (FORCE)`);
  }
  for (const name of await namesOf(client, 'pg_namespace', 'nspname', prefix)) {
    await attempt(`DROP SCHEMA ${name} CASCADE`);
  }
  for (const sql of await databaseRevokes(client, prefix)) await attempt(sql);
  for (const name of roles) {
    // Whoever removes what it still has rights on can drop it then.
    await attempt(`DROP ROLE ${name}`);
  }
  return tried.size > before || closed > 0;
}

/** Runs a statement; what the server said when it refused, or undefined when it did it. */
async function refusal(client: pg.Client, sql: string): Promise<string | undefined> {
  try {
    await client.query(sql);
    return undefined;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return error.message;
  }
}

async function namesOf(client: pg.Client, catalog: string, column: string, prefix: string) {
  const { rows } = await client.query<{ name: string }>(
    `SELECT ${column} AS name FROM ${catalog} WHERE starts_with(${column}, $1)`,
    [prefix],
  );
  return rows.map(({ name }) => pg.escapeIdentifier(name));
}

/**
 * Makes roles ready to be dropped: none of them gets in any more, as it would through a pooler with
 * clients that still ask, and we may end what they have open. After they are dropped only a superuser
 * may.
 *
 * @param roles as identifiers
 */
export async function shutOut(client: pg.Client, roles: readonly string[]): Promise<void> {
  await becomeMember(client, roles);
  for (const role of roles) await refusal(client, `ALTER ROLE ${role} NOLOGIN`);
}

/**
 * Only a member that inherits a role's rights (or a superuser) may end its connections (manual,
 * 9.28.2); from 16 on a grant may have been made without that.
 */
async function becomeMember(client: pg.Client, roles: readonly string[]): Promise<void> {
  const { rows } = await client.query(
    `SELECT rolsuper AS superuser, current_setting('server_version_num')::int >= 160000 AS "hasOption"
       FROM pg_roles WHERE rolname = current_user`,
  );
  const [{ superuser, hasOption }] = rows;
  if (superuser) return;
  const option = hasOption ? 'WITH INHERIT TRUE' : '';
  for (const role of roles) await refusal(client, `GRANT ${role} TO CURRENT_USER ${option}`);
}

/** How many were closed. What stays open is named by what can't be dropped because of it. */
export async function closeOurConnections(client: pg.Client, prefix: string): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
        AND (starts_with(usename, $1)
             OR (usename = session_user AND (starts_with(datname, $1) OR application_name = $1)))`,
    [prefix],
  );
  let closed = 0;
  for (const { pid } of rows) {
    const end = `SELECT pg_terminate_backend(${pid}, ${TERMINATE_TIMEOUT_MS})`;
    if ((await refusal(client, end)) === undefined) closed += 1;
  }
  return closed;
}

/**
 * What takes back the CONNECT that roles were given, on databases that do not go themselves: a role goes
 * only after it.
 *
 * @param prefix of the roles' names
 */
export async function databaseRevokes(
  client: pg.Client,
  prefix: string,
): Promise<readonly string[]> {
  const { rows } = await client.query(
    `SELECT DISTINCT datname, rolname
       FROM pg_database, aclexplode(datacl) AS granted JOIN pg_roles ON granted.grantee = pg_roles.oid
      WHERE starts_with(rolname, $1) AND NOT starts_with(datname, $1)`,
    [prefix],
  );
  return rows.map(({ datname, rolname }) => {
    const database = pg.escapeIdentifier(datname);
    return `REVOKE ALL ON DATABASE ${database} FROM ${pg.escapeIdentifier(rolname)}`;
  });
}
