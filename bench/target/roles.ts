import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { BadInputError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { withClient } from './connect.js';
import { scramVerifier } from './scram.js';
import { SESSION_SETTINGS } from './session-settings.js';
import type { ArmRoles, Target } from './target.js';
import { copyTables } from './twin-tables.js';

/**
 * Makes the two logins of a target, once a target: both may SELECT from the given tables (unqualified
 * names in the target's schema) and nothing else. Where no BYPASSRLS role can be made, the WHERE
 * login reads copies without RLS in a schema of their own. `target.close()` removes all of it.
 *
 * @throws BadInputError when the logins may not connect to the database and can't be allowed to
 */
export async function createArmRoles(target: Target, tables: readonly string[]): Promise<ArmRoles> {
  const twinSchema = `${target.prefix}_twin`;
  const whereSchema = target.canBypassRls ? target.schema : twinSchema;
  const rls = `${target.prefix}_rls`;
  const where = `${target.prefix}_where`;
  return withClient(target.admin, async (client) => {
    const rlsPassword = await createLogin(client, rls, '');
    const wherePassword = await createLogin(client, where, target.canBypassRls ? 'BYPASSRLS' : '');
    for (const role of [rls, where]) await allowBecoming(client, role);
    if (!target.canBypassRls) await copyTables(client, target.schema, twinSchema, tables);
    await allowReading(client, rls, target.schema, tables);
    await allowReading(client, where, whereSchema, tables);
    return {
      rls: settingsFor(target, rls, rlsPassword, target.schema),
      where: settingsFor(target, where, wherePassword, whereSchema),
      whereArmsRead: target.canBypassRls ? 'same-tables' : 'twin-tables',
      tables,
    };
  });
}

/** Makes a login of ours with a random password, which it returns; of no use from tomorrow on. */
export async function createLogin(
  client: pg.Client,
  role: string,
  attribute: string,
): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  const verifier = pg.escapeLiteral(scramVerifier(password));
  // By the server's clock: should we be killed, what we leave can't be used for long.
  const { rows } = await client.query(`SELECT (now() + interval '1 day')::text AS tomorrow`);
  const until = pg.escapeLiteral(rows[0].tomorrow);
  await client.query(
    `CREATE ROLE ${pg.escapeIdentifier(role)} LOGIN ${attribute} PASSWORD ${verifier} VALID UNTIL ${until}`,
  );
  await allowConnecting(client, role);
  return password;
}

/**
 * Without a clone to break, the proofs' controls run as the admin in a transaction and become the
 * logins with SET ROLE; so does what counts function calls. A superuser may; from 16 on a role's maker
 * is its member without the right to become it, and may give itself that (manual, 22.2 and CREATEROLE
 * in CREATE ROLE); it inherits nothing by it.
 */
async function allowBecoming(client: pg.Client, role: string): Promise<void> {
  const { rows } = await client.query(
    `SELECT rolsuper AS "isSuperuser",
            current_setting('server_version_num')::int >= 160000 AS "hasSetOption"
       FROM pg_roles WHERE rolname = current_user`,
  );
  if (rows[0].isSuperuser) return;
  const options = rows[0].hasSetOption ? 'WITH INHERIT FALSE, SET TRUE' : '';
  await client.query(`GRANT ${pg.escapeIdentifier(role)} TO CURRENT_USER ${options}`);
}

/** PUBLIC may connect to a database unless its owner has changed that; only then it is granted. */
async function allowConnecting(client: pg.Client, role: string): Promise<void> {
  const { rows } = await client.query(
    `SELECT current_database() AS database,
            has_database_privilege($1, current_database(), 'CONNECT') AS allowed`,
    [role],
  );
  const [{ database, allowed }] = rows;
  if (allowed) return;
  const name = pg.escapeIdentifier(database);
  // Without the right to grant this is a mere warning: look again.
  await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${pg.escapeIdentifier(role)}`);
  const again = await client.query(
    `SELECT has_database_privilege($1, current_database(), 'CONNECT') AS allowed`,
    [role],
  );
  if (again.rows[0].allowed) return;
  throw new BadInputError(
    `Roles made by "${client.user}" may not connect to database "${database}".`,
    `As its owner: GRANT CONNECT ON DATABASE ${name} TO ${pg.escapeIdentifier(client.user ?? '')} WITH GRANT OPTION;`,
  );
}

/**
 * Lets the logins work on a sibling whose tables may have been made anew: both may read its tables
 * and change those that a scenario writes; what policies look up is for the RLS login alone.
 */
export async function grantOnSibling(
  client: pg.Client,
  roles: ArmRoles,
  schema: string,
  grants: {
    readonly tables: readonly string[];
    readonly reads: readonly string[];
    readonly writes: readonly string[];
  },
): Promise<void> {
  for (const { user } of [roles.rls, roles.where]) {
    await allowReading(client, user, schema, grants.tables);
    await allowWriting(client, user, schema, grants.writes);
  }
  await allowReading(client, roles.rls.user, schema, grants.reads);
  if (roles.tenantGroup === undefined) return;
  await allowReading(client, roles.tenantGroup, schema, [...grants.tables, ...grants.reads]);
}

async function allowWriting(
  client: pg.Client,
  role: string,
  schema: string,
  tables: readonly string[],
): Promise<void> {
  for (const table of tables) {
    const name = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;
    await client.query(`GRANT INSERT, UPDATE, DELETE ON ${name} TO ${pg.escapeIdentifier(role)}`);
  }
}

/** Lets a role read these tables of a schema. */
export async function allowReading(
  client: pg.Client,
  role: string,
  schema: string,
  tables: readonly string[],
): Promise<void> {
  const grantee = pg.escapeIdentifier(role);
  const inSchema = pg.escapeIdentifier(schema);
  await client.query(`GRANT USAGE ON SCHEMA ${inSchema} TO ${grantee}`);
  for (const table of tables) {
    const name = `${inSchema}.${pg.escapeIdentifier(table)}`;
    await client.query(`GRANT SELECT ON ${name} TO ${grantee}`);
  }
}

function settingsFor(
  target: Target,
  user: string,
  password: string,
  schema: string,
): ConnectionSettings {
  // Both logins say it, so that both do the same work at connection. What the person's URL says
  // stays: it may be needed to get through (a provider's endpoint); of two settings the last wins.
  const ours = [{ name: 'search_path', value: schema }, ...SESSION_SETTINGS];
  const options = [
    target.admin.options ?? '',
    ...ours.map(({ name, value }) => `-c ${name}=${value}`),
  ].join(' ');
  return { ...target.admin, user, password, options: options.trim() };
}
