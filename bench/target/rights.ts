import pg from 'pg';
import { BadInputError } from '../errors.js';

/** What the role of a URL may do, as far as we need it. */
export interface Rights {
  readonly createDatabase: boolean;
  /** May make a role with BYPASSRLS: a superuser, or from 16 on a role that has it itself. */
  readonly createBypassRole: boolean;
}

/**
 * Finds out by trying, in a transaction that is rolled back: attributes alone don't tell, since
 * hosting providers patch the rules.
 *
 * @throws BadInputError naming the right that is missing
 */
export async function readRights(
  client: pg.Client,
  prefix: string,
  address: string,
): Promise<Rights> {
  const { rows } = await client.query(
    `SELECT rolname, rolsuper OR rolcreatedb AS "createDatabase",
            current_database() AS database,
            has_database_privilege(current_database(), 'CREATE') AS "createSchema"
       FROM pg_roles WHERE rolname = current_user`,
  );
  const [{ rolname, createDatabase, database, createSchema }] = rows;
  const role = pg.escapeIdentifier(rolname);
  const probe = pg.escapeIdentifier(`${prefix}_probe`);

  await client.query('BEGIN');
  const createRole = await succeeds(client, `CREATE ROLE ${probe}`);
  const createBypassRole = createRole && (await succeeds(client, `ALTER ROLE ${probe} BYPASSRLS`));
  await client.query('ROLLBACK');

  if (!createRole) {
    throw new BadInputError(
      `Role ${role} at ${address} lacks CREATEROLE, needed for the two logins that are compared.`,
      `As a superuser: ALTER ROLE ${role} CREATEROLE;`,
    );
  }
  if (!createDatabase && !createSchema) {
    throw new BadInputError(
      `Role ${role} at ${address} lacks both CREATEDB and CREATE on database "${database}".`,
      `As a superuser: ALTER ROLE ${role} CREATEDB; or GRANT CREATE ON DATABASE ${pg.escapeIdentifier(database)} TO ${role};`,
    );
  }
  return { createDatabase, createBypassRole };
}

async function succeeds(client: pg.Client, sql: string): Promise<boolean> {
  try {
    await client.query(sql);
    return true;
  } catch (error) {
    if ((error as pg.DatabaseError).code === '42501') return false;
    throw error;
  }
}
