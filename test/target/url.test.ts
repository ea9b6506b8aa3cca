import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { collectStatistics } from '../../bench/dataset/load.js';
import { BadInputError, EnvironmentError } from '../../bench/errors.js';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { connect, withClient } from '../../bench/target/connect.js';
import { createArmRoles } from '../../bench/target/roles.js';
import { readServerFacts } from '../../bench/target/server-facts.js';
import type { OpenedTarget } from '../../bench/target/target.js';
import { openUrl } from '../../bench/target/url.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

const PASSWORD = 'p@ss:word/with?signs';

let home: TestDatabase;

beforeAll(async () => {
  home = await openTestDatabase();
});
afterAll(async () => {
  await home.close();
});

function urlOf(user: string, password: string, { host, port, database } = home.admin): string {
  return `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}

const superuserUrl = () => urlOf(home.admin.user, home.admin.password);

async function makeRole(name: string, attributes: string): Promise<string> {
  const role = `${home.target.prefix}_${name}`;
  await withClient(home.admin, (client) =>
    client.query(`CREATE ROLE ${role} LOGIN ${attributes} PASSWORD ${pg.escapeLiteral(PASSWORD)}`),
  );
  return urlOf(role, PASSWORD);
}

function settingsOf(user: string): ConnectionSettings {
  return { ...home.admin, user, password: PASSWORD };
}

/** Two tenants with a policy each owner is bound by, as our schemas have it. */
async function fill(admin: ConnectionSettings, schema: string): Promise<void> {
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

const open = (location: string, said: string[] = []) =>
  openUrl({
    location,
    pgMajor: 18,
    dataKey: 'unused',
    fill,
    onProgress: (message) => said.push(message),
  });

/** Everything on the server that carries the target's prefix. */
async function namesOnServer(prefix: string): Promise<string[]> {
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

async function readNotes(settings: ConnectionSettings, tenant: string): Promise<string[]> {
  return withClient(settings, async (client) => {
    await client.query(`SELECT set_config('app.tenant', $1, false)`, [tenant]);
    const { rows } = await client.query(
      'SELECT id || note || size AS row FROM notes ORDER BY ctid',
    );
    return rows.map(({ row }) => row);
  });
}

async function expectToWorkAndVanish(target: OpenedTarget): Promise<void> {
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

describe('a load that is given up half-way', () => {
  /** Leaves its transaction open, as a load does that nobody waits for any more after Ctrl-C. */
  const abandonedFill = async (admin: ConnectionSettings, schema: string) => {
    const client = await connect(admin);
    await client.query(`BEGIN; CREATE TABLE ${schema}.half (id int)`);
    client.query('SELECT pg_sleep(60)').catch(() => {});
    throw new RangeError('given up');
  };

  test.each(['CREATEDB', 'NOCREATEDB'])('%s: nothing of it stays', async (attribute) => {
    const role = `${home.target.prefix}_${attribute.toLowerCase()}`;
    const location = await makeRole(attribute.toLowerCase(), `CREATEROLE ${attribute}`);
    await withClient(home.admin, (client) =>
      client.query(`GRANT CREATE ON DATABASE ${home.admin.database} TO ${role}`),
    );
    // The person's own other connection is none of our business.
    const own = await connect(settingsOf(role));
    let prefix = '';
    const opening = openUrl({
      ...{ location, pgMajor: 18, dataKey: 'unused', onProgress: () => {} },
      fill: (admin, schema) => {
        prefix = schema === 'public' ? admin.database : schema;
        return abandonedFill(admin, schema);
      },
    });
    await expect(opening).rejects.toThrow(RangeError);
    expect(prefix).toMatch(/^rlsbench_/);
    expect(await namesOnServer(prefix)).toEqual([]);
    await own.query('SELECT 1');
    await own.end();
    await withClient(home.admin, (client) => client.query(`DROP OWNED BY ${role}`));
  });
});

describe('removing', () => {
  test('a monitoring agent in our database keeps nothing alive', async () => {
    const target = await open(superuserUrl());
    await createArmRoles(target, ['notes']);
    await makeRole('agent', '');
    const agent = await connect({
      ...settingsOf(`${home.target.prefix}_agent`),
      database: target.admin.database,
    });
    await target.close();
    expect(await namesOnServer(target.prefix)).toEqual([]);
    await agent.end().catch(() => {});
  });

  test('what can not be removed is named with its SQL, cannot log in, and keeps nothing else', async () => {
    const target = await open(await makeRole('obstacle', 'CREATEDB CREATEROLE'));
    const roles = await createArmRoles(target, ['notes']);
    const spare = pg.escapeIdentifier(`${target.prefix}_spare`);
    await withClient(target.admin, (client) => client.query(`CREATE ROLE ${spare} LOGIN`));
    // A superuser's connection is one that our role may not end.
    const agent = await connect({ ...home.admin, database: target.admin.database });
    const error = await target.close().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(EnvironmentError);
    const database = pg.escapeIdentifier(target.prefix);
    const arms = [roles.rls.user, roles.where.user].map(pg.escapeIdentifier);
    expect(error.message).toContain(`DROP DATABASE ${database}`);
    for (const role of arms) expect(error.message).toContain(`DROP ROLE ${role}`);
    expect(await namesOnServer(target.prefix)).not.toContain(`${target.prefix}_spare`);
    for (const login of [roles.rls, roles.where]) {
      await expect(withClient(login, async () => {})).rejects.toMatchObject({ code: '28000' });
    }
    await agent.end();
    const sql = error.nextStep.slice(error.nextStep.indexOf(': ') + 2);
    await withClient(home.admin, async (client) => {
      for (const statement of sql.split('; ')) await client.query(statement);
    });
    expect(await namesOnServer(target.prefix)).toEqual([]);
  });

  test('logins end by themselves within a day, should we be killed', async () => {
    const target = await open(superuserUrl());
    await createArmRoles(target, ['notes']);
    const { rows } = await withClient(home.admin, (client) =>
      client.query(
        `SELECT rolvaliduntil BETWEEN now() + '23 hours' AND now() + '25 hours' AS bounded
           FROM pg_roles WHERE starts_with(rolname, $1)`,
        [target.prefix],
      ),
    );
    await target.close();
    expect(rows).toEqual([{ bounded: true }, { bounded: true }]);
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
        await collectStatistics(client, [{ table: 'notes' }]);
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

describe('what a person can get wrong', () => {
  const failure = async (location: string | Promise<string>) => {
    const error = await open(await location).then(
      () => undefined,
      (thrown) => thrown,
    );
    return error;
  };

  test.each([
    ['mysql://u:sesame@localhost/db', 'postgres://'],
    ['postgres://u:sesame@localhost:notaport/db', 'malformed'],
    ['postgres://u:sesame@localhost:99999/db', 'malformed'],
    ['postgres://u:sesame%ff@localhost/db', 'malformed'],
    ['postgres://u:sesame@localhost/db?sslmode=always', 'sslmode'],
    ['postgres://u:sesame@localhost/db?sslmode=verify-full&sslrootcert=/nowhere/ca', '/nowhere/ca'],
  ])('%s: exit 2, password not repeated', async (location, expected) => {
    const error = await failure(location);
    expect(error).toBeInstanceOf(BadInputError);
    expect(error.message).toContain(expected);
    expect(`${error.message} ${error.nextStep} ${error.cause ?? ''}`).not.toContain('sesame');
  });

  test('wrong password: exit 3', async () => {
    const error = await failure(urlOf(home.admin.user, 'sesame'));
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toContain('28P01');
    expect(error.message).not.toContain('sesame');
  });

  test("a login that is not allowed: exit 3 with the server's own reason", async () => {
    const location = await makeRole('locked', '');
    await withClient(home.admin, (client) =>
      client.query(`ALTER ROLE ${home.target.prefix}_locked NOLOGIN`),
    );
    const error = await failure(location);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toContain('28000');
    expect(error.message).toContain('is not permitted to log in');
    expect(error.message).not.toContain(PASSWORD);
  });

  test('closed port: exit 3 with host and port', async () => {
    const error = await failure(urlOf('u', 'sesame', { ...home.admin, port: 1 }));
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toContain(`${home.admin.host}:1`);
  });

  test('TLS demanded of a server without: exit 3', async () => {
    const error = await failure(`${superuserUrl()}?sslmode=require`);
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toContain('SSL');
  });

  test('TLS preferred: goes without', async () => {
    const target = await open(`${superuserUrl()}?sslmode=prefer`);
    expect(target.admin.ssl).toBe(false);
    await target.close();
  });

  test('no CREATEROLE: exit 2 naming it', async () => {
    const error = await failure(makeRole('weak', 'CREATEDB'));
    expect(error).toBeInstanceOf(BadInputError);
    expect(error.message).toContain('CREATEROLE');
    expect(error.nextStep).toContain('ALTER ROLE');
  });

  test('neither database nor schema may be made: exit 2 naming both rights', async () => {
    const error = await failure(makeRole('homeless', 'CREATEROLE'));
    expect(error).toBeInstanceOf(BadInputError);
    expect(error.message).toMatch(/CREATEDB .*CREATE on database/);
  });

  test('a fill that fails leaves nothing behind and keeps its error', async () => {
    const location = superuserUrl();
    let prefix = '';
    const opening = openUrl({
      location,
      pgMajor: 18,
      dataKey: 'unused',
      onProgress: () => {},
      fill: async ({ database }) => {
        prefix = database;
        throw new RangeError('no rows today');
      },
    });
    await expect(opening).rejects.toThrow(RangeError);
    expect(prefix).not.toBe('');
    expect(await namesOnServer(prefix)).toEqual([]);
  });
});

test("settings that are not Postgres' own are named, and their values withheld", async () => {
  await makeRole('settings', 'SUPERUSER');
  const role = `${home.target.prefix}_settings`;
  await withClient(home.admin, (client) =>
    client.query(`
      ALTER ROLE ${role} SET session_preload_libraries = plpgsql;
      ALTER ROLE ${role} SET plpgsql.extra_warnings = shadowed_variables;
      ALTER ROLE ${role} SET app.colour = sesame;
      ALTER ROLE ${role} SET work_mem = '5MB'`),
  );
  const { settings } = await readServerFacts(settingsOf(role));
  const value = (name: string) => settings.find((each) => each.name === name)?.value;
  expect(value('work_mem')).toBe('5120');
  expect(value('plpgsql.extra_warnings')).toBe('(withheld)');
  expect(JSON.stringify(settings)).not.toContain('sesame');
});

test('leftovers of other runs are named, not dropped', async () => {
  const leftover = `rlsbench_${randomBytes(4).toString('hex')}left`;
  await withClient(home.admin, (client) => client.query(`CREATE ROLE ${leftover}`));
  const said: string[] = [];
  const target = await open(superuserUrl(), said);
  const { warnings } = await target.facts();
  await target.close();
  expect(said.join()).toContain(leftover);
  expect(warnings.join()).toContain(leftover);
  expect(await namesOnServer(leftover)).toEqual([leftover]);
  await withClient(inject('admin'), (client) => client.query(`DROP ROLE ${leftover}`));
});
