import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { describe, expect, inject, test } from 'vitest';
import { EnvironmentError } from '../../bench/errors.js';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { connect, withClient } from '../../bench/target/connect.js';
import { createPooledLogin } from '../../bench/target/pooled-logins.js';
import { createArmRoles } from '../../bench/target/roles.js';
import { openUrl } from '../../bench/target/url.js';
import {
  home,
  makeRole,
  namesOnServer,
  open,
  settingsOf,
  superuserUrl,
  useHome,
} from './url-server.js';

useHome();

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

  test('what work that nobody waits for makes meanwhile is removed too', async () => {
    const role = `${home.target.prefix}_busy`;
    const location = await makeRole('busy', 'CREATEROLE');
    await withClient(home.admin, (client) =>
      client.query(`GRANT CREATE ON DATABASE ${home.admin.database} TO ${role}`),
    );
    const target = await open(location);
    const roles = await createArmRoles(target, ['notes']);
    let made = 0;
    const making = (async () => {
      for (; made < 1_000; made++) await createPooledLogin(target, roles, 'rls');
    })().catch((error: Error) => error);
    await expect.poll(() => made, { interval: 5 }).toBeGreaterThan(2);
    await target.close();
    // Its connections were closed, or the login that it is a member of is gone.
    expect(await making).toBeInstanceOf(Error);
    expect(await namesOnServer(target.prefix)).toEqual([]);
    await withClient(home.admin, (client) => client.query(`DROP OWNED BY ${role}`));
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
