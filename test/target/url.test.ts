import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { collectStatistics } from '../../bench/dataset/load.js';
import { withClient } from '../../bench/target/connect.js';
import { createArmRoles } from '../../bench/target/roles.js';
import { openUrl } from '../../bench/target/url.js';
import { openTestDatabase } from '../support/test-database.js';
import {
  expectToWorkAndVanish,
  home,
  makeRole,
  namesOnServer,
  open,
  PASSWORD,
  superuserUrl,
  urlOf,
  useHome,
} from './url-server.js';

useHome();

describe('a role with enough rights', () => {
  test('superuser: a database of our own, and server CPU from this machine', async () => {
    const target = await open(superuserUrl());
    expect(target).toMatchObject({
      kind: 'url',
      schema: 'public',
      canCreateDatabase: true,
      canBypassRls: true,
      measuresServerCpu: process.platform === 'linux',
    });
    expect(target.admin.database).toBe(target.prefix);
    const facts = await target.facts();
    expect(facts.whereArmsRead).toBe('same-tables');
    for (const setting of [
      { name: 'max_parallel_workers_per_gather', value: '0' },
      { name: 'jit', value: 'off' },
    ]) {
      expect(facts.settings.filter(({ name }) => name === setting.name)).toEqual([
        { ...setting, unit: null, source: "set by the arms' sessions" },
      ]);
    }
    expect(facts.serverVersionNum).toBeGreaterThanOrEqual(150_000);
    expect(JSON.stringify(facts)).not.toContain(home.admin.password);
    await expectToWorkAndVanish(target);
  });

  test('CREATEDB, CREATEROLE and BYPASSRLS, no superuser: same tables from 16 on', async () => {
    const target = await open(await makeRole('bypass', 'CREATEDB CREATEROLE BYPASSRLS'));
    const { serverVersionNum } = await target.facts();
    const canBypassRls = serverVersionNum >= 160_000;
    expect(target).toMatchObject({ canCreateDatabase: true, canBypassRls });
    await expectToWorkAndVanish(target);
  });

  test('CREATEDB and CREATEROLE: WHERE reads twin tables, with a warning', async () => {
    const target = await open(await makeRole('creator', 'CREATEDB CREATEROLE'));
    expect(target).toMatchObject({ canCreateDatabase: true, canBypassRls: false });
    const facts = await target.facts();
    expect(facts.whereArmsRead).toBe('twin-tables');
    expect(facts.warnings.join()).toContain('BYPASSRLS');
    await expectToWorkAndVanish(target);
  });

  test('CREATEROLE and CREATE on the database: a schema of our own', async () => {
    const url = await makeRole('schema', 'CREATEROLE');
    const role = `${home.target.prefix}_schema`;
    const { database } = home.admin;
    await withClient(home.admin, (client) =>
      client.query(`GRANT CREATE ON DATABASE ${database} TO ${role}`),
    );
    const target = await open(url);
    expect(target).toMatchObject({ canCreateDatabase: false, canBypassRls: false });
    expect(target.schema).toBe(target.prefix);
    expect(target.admin.database).toBe(database);
    await expectToWorkAndVanish(target);
    await withClient(home.admin, (client) => client.query(`DROP OWNED BY ${role}`));
  });

  test('where PUBLIC may not connect: CONNECT is granted, and taken back with the roles', async () => {
    const closed = await openTestDatabase();
    const role = `${closed.target.prefix}_owner`;
    await withClient(closed.admin, async (client) => {
      const password = pg.escapeLiteral(PASSWORD);
      await client.query(`CREATE ROLE ${role} LOGIN CREATEROLE PASSWORD ${password}`);
      await client.query(`REVOKE ALL ON DATABASE ${closed.admin.database} FROM PUBLIC`);
      await client.query(`GRANT CREATE, CONNECT ON DATABASE ${closed.admin.database} TO ${role}`);
    });
    const location = urlOf(role, PASSWORD, closed.admin);
    const forbidden = await open(location);
    await expect(createArmRoles(forbidden, ['notes'])).rejects.toThrow(/may not connect/);
    await forbidden.close();
    expect(await namesOnServer(forbidden.prefix)).toEqual([]);

    await withClient(closed.admin, (client) =>
      client.query(
        `GRANT CONNECT ON DATABASE ${closed.admin.database} TO ${role} WITH GRANT OPTION`,
      ),
    );
    await expectToWorkAndVanish(await open(location));
    await withClient(closed.admin, (client) => client.query(`DROP OWNED BY ${role}`));
    await closed.close();
  });

  test('the twin has the rows in order and the indexes, and the original keeps FORCE', async () => {
    const target = await open(urlOf(`${home.target.prefix}_creator`, PASSWORD));
    await createArmRoles(target, ['notes']);
    const { rows } = await withClient(target.admin, (client) =>
      client.query(
        `SELECT oid::regclass::text AS name, relrowsecurity AS rls, relforcerowsecurity AS forced,
                (SELECT count(*)::int FROM pg_index WHERE indrelid = pg_class.oid) AS indexes,
                reltuples::int AS rows
           FROM pg_class WHERE relname = 'notes' ORDER BY 1`,
      ),
    );
    expect(rows).toMatchObject([
      { name: 'notes', rls: true, forced: true, indexes: 1 },
      { name: `${target.prefix}_twin.notes`, rls: false, forced: false, indexes: 1, rows: 10 },
    ]);
    await target.close();
  });
});

test('a twin is analysed as thoroughly as the original: its statistics are the same', async () => {
  const location = await makeRole('analyst', 'CREATEDB CREATEROLE');
  // As on a server that is not ours.
  await withClient(home.admin, (client) =>
    client.query(`ALTER ROLE ${home.target.prefix}_analyst SET default_statistics_target = 100`),
  );
  const target = await openUrl({
    location,
    pgMajor: 18,
    dataKey: 'unused',
    onProgress: () => {},
    // A target of 100 keeps 100 of the 800 values.
    fill: (admin) =>
      withClient(admin, async (client) => {
        await client.query(
          'CREATE TABLE notes AS SELECT n % 800 AS n FROM generate_series(1, 40000) n',
        );
        await collectStatistics(client, [{ table: 'notes', rows: 10 }]);
      }),
  });
  await createArmRoles(target, ['notes']);
  const { rows } = await withClient(target.admin, (client) =>
    client.query(
      `SELECT schemaname, array_length(most_common_vals::text::int[], 1) AS kept
         FROM pg_stats WHERE tablename = 'notes' ORDER BY 1`,
    ),
  );
  expect(rows.map(({ kept }) => kept)).toEqual([800, 800]);
  await target.close();
});

test('both logins plan as on an embedded server, whatever the server is set to', async () => {
  const { database } = home.admin;
  const asSuperuser = (sql: string) => withClient(home.admin, (client) => client.query(sql));
  const location = await makeRole('parallel', 'CREATEROLE');
  const role = `${home.target.prefix}_parallel`;
  await asSuperuser(`GRANT CREATE ON DATABASE ${database} TO ${role}`);
  await asSuperuser(`ALTER DATABASE ${database} SET max_parallel_workers_per_gather = 2`);
  await asSuperuser(`ALTER DATABASE ${database} SET jit = on`);
  const target = await open(location);
  const roles = await createArmRoles(target, ['notes']);
  for (const settings of [roles.rls, roles.where]) {
    const { rows } = await withClient(settings, (client) =>
      client.query(
        `SELECT current_setting('max_parallel_workers_per_gather') AS workers,
                current_setting('jit') AS jit`,
      ),
    );
    expect(rows).toEqual([{ workers: '0', jit: 'off' }]);
  }
  await target.close();
  await asSuperuser(`ALTER DATABASE ${database} RESET ALL`);
  await asSuperuser(`DROP OWNED BY ${role}`);
});
