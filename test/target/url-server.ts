import pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { connect, withClient } from '../../bench/target/connect.js';
import { createArmRoles } from '../../bench/target/roles.js';
import type { OpenedTarget } from '../../bench/target/target.js';
import { openUrl } from '../../bench/target/url.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

export const PASSWORD = 'p@ss:word/with?signs';

/** The database that a file's tests give as their own; open while its tests run. */
export let home: TestDatabase;

/** Called once by a test file: opens `home` before its tests and closes it after them. */
export function useHome(): void {
  beforeAll(async () => {
    home = await openTestDatabase();
  });
  afterAll(async () => {
    await home.close();
  });
}

export function urlOf(
  user: string,
  password: string,
  { host, port, database } = home.admin,
): string {
  return `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}

export const superuserUrl = () => urlOf(home.admin.user, home.admin.password);

export async function makeRole(name: string, attributes: string): Promise<string> {
  const role = `${home.target.prefix}_${name}`;
  await withClient(home.admin, (client) =>
    client.query(`CREATE ROLE ${role} LOGIN ${attributes} PASSWORD ${pg.escapeLiteral(PASSWORD)}`),
  );
  return urlOf(role, PASSWORD);
}

export function settingsOf(user: string): ConnectionSettings {
  return { ...home.admin, user, password: PASSWORD };
}

/** Two tenants with a policy each owner is bound by, as our schemas have it. */
export async function fill(admin: ConnectionSettings, schema: string): Promise<void> {
  await withClient(admin, async (client) => {
    await client.query(`
      CREATE TABLE ${schema}.notes (
        id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text NOT NULL, note text,
        size int GENERATED ALWAYS AS (length(note)) STORED);
      INSERT INTO ${schema}.notes (tenant, note) SELECT 't' || i % 2, 'note ' || i
        FROM generate_series(1, 10) AS i;
      ALTER TABLE ${schema}.notes ENABLE ROW LEVEL SECURITY;
      ALTER TABLE ${schema}.notes FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON ${schema}.notes
        USING (tenant = current_setting('app.tenant', true))`);
  });
}

export const open = (location: string, said: string[] = []) =>
  openUrl({
    location,
    pgMajor: 18,
    dataKey: 'unused',
    fill,
    onProgress: (message) => said.push(message),
  });

/** Everything on the server that carries the target's prefix. */
export async function namesOnServer(prefix: string): Promise<string[]> {
  const { rows } = await withClient(home.admin, (client) =>
    client.query(
      `SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)
       UNION ALL SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)
       UNION ALL SELECT nspname FROM pg_namespace WHERE starts_with(nspname, $1)`,
      [prefix],
    ),
  );
  return rows.map(({ name }) => name).sort();
}

export async function readNotes(settings: ConnectionSettings, tenant: string): Promise<string[]> {
  return withClient(settings, async (client) => {
    await client.query(`SELECT set_config('app.tenant', $1, false)`, [tenant]);
    const { rows } = await client.query(
      'SELECT id || note || size AS row FROM notes ORDER BY ctid',
    );
    return rows.map(({ row }) => row);
  });
}

export async function expectToWorkAndVanish(target: OpenedTarget): Promise<void> {
  const roles = await createArmRoles(target, ['notes']);
  expect(await readNotes(roles.rls, 't1')).toHaveLength(5);
  expect(await readNotes(roles.rls, 'nobody')).toEqual([]);
  const whole = await readNotes(roles.where, 'nobody');
  expect(whole).toHaveLength(10);
  expect(whole[0]).toBe('1note 16');
  for (const settings of [roles.rls, roles.where]) {
    await expect(
      withClient(settings, (client) => client.query('DELETE FROM notes')),
    ).rejects.toMatchObject({ code: '42501' });
  }
  // A connection left open does not keep anything alive.
  const lingering = await connect(roles.rls);
  await lingering.query('SELECT 1 FROM notes');
  expect(await namesOnServer(target.prefix)).not.toEqual([]);
  await target.close();
  expect(await namesOnServer(target.prefix)).toEqual([]);
  await expect(lingering.query('SELECT 1')).rejects.toThrow();
  await target.close();
}
