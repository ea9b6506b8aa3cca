import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { BadInputError, EnvironmentError } from '../../bench/errors.js';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { existingSettings } from '../../bench/pooler/existing-facts.js';
import { openPoolers } from '../../bench/pooler/open.js';
import type { PoolerSource } from '../../bench/pooler/pooler.js';
import { withClient } from '../../bench/target/connect.js';
import { freePort } from '../../bench/target/free-port.js';
import { createArmRoles } from '../../bench/target/roles.js';
import { type ExistingPooler, startExistingPooler } from '../support/existing-pooler.js';
import { POOLER_SETTINGS } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let guest: ConnectionSettings;
let login: ConnectionSettings;
let existing: ExistingPooler;
let closed: ExistingPooler;
beforeAll(async () => {
  database = await openTestDatabase();
  const { rls, where } = await createArmRoles(database.target, []);
  guest = where;
  login = { ...rls, options: '' };
  existing = await startExistingPooler(database.admin, guest);
  closed = await startExistingPooler(database.admin, guest, []);
});
afterAll(async () => {
  await existing.close();
  await closed.close();
  await database.close();
});

const urlOf = (user: ConnectionSettings, { port }: Pick<ExistingPooler, 'port'>) =>
  `postgres://${user.user}:${user.password}@127.0.0.1:${port}/${user.database}`;

async function openSource(url: string, said: string[] = []): Promise<PoolerSource> {
  const found = await openPoolers({ poolerUrl: url }, (text) => said.push(text));
  if (!('open' in found)) throw new Error(found.why);
  onTestFinished(() => found.close());
  return found;
}

test('it is what its console says, knows our roles, and each has a pool of its own', async () => {
  const said: string[] = [];
  const source = await openSource(urlOf(database.admin, existing), said);
  expect(said).toEqual([]);
  expect(source.description).toMatch(/^PgBouncer 1\.\d+\.\d+ at 127\.0\.0\.1:\d+$/);
  const pooler = await source.open(database.admin, [login], { ...POOLER_SETTINGS, poolSize: 9 });
  expect(pooler.pid).toBeNull();
  expect(pooler.readCpuNs()).toBeNull();
  expect(pooler.version).toBe(source.version);
  // Its own, not what the arm asks for.
  expect(pooler.settings).toMatchObject({ poolMode: 'transaction', poolSize: 4, maxClients: 21 });
  await withClient(pooler.through(login), async (client) => {
    const { rows } = await client.query('select pg_backend_pid() as pid');
    expect(await pooler.serverPids()).toEqual([rows[0].pid]);
    expect((await pooler.show('POOLS')).map(({ user }) => user)).toEqual([login.user]);
    await pooler.reconnect();
    const again = await client.query('select pg_backend_pid() as pid');
    expect(again.rows[0].pid).not.toBe(rows[0].pid);
  });
});

test('a URL whose user may not ask the console: a note, and what is not known is not made up', async () => {
  const said: string[] = [];
  const source = await openSource(urlOf(guest, existing), said);
  expect(said.join()).toMatch(/does not let "\w+" ask its console/);
  expect(said.join()).toContain('stats_users');
  expect(said.join()).not.toContain(guest.password);
  const pooler = await source.open(database.admin, [login], POOLER_SETTINGS);
  expect(pooler.settings).toMatchObject({ poolMode: 'transaction', poolSize: 0 });
  await expect(pooler.show('POOLS')).rejects.toThrow(EnvironmentError);
  await withClient(pooler.through(login), (client) => client.query('select 1'));
});

test('arms of the other mode are refused with the setting that would do', async () => {
  const source = await openSource(urlOf(database.admin, existing));
  const opened = source.open(database.admin, [login], { ...POOLER_SETTINGS, poolMode: 'session' });
  await expect(opened).rejects.toThrow(
    /Arms in session mode can not be measured: PgBouncer .* pools by transaction/,
  );
});

test('one that does not know our roles says so, without a password', async () => {
  const source = await openSource(urlOf(guest, closed));
  const opened = source.open(database.admin, [login], POOLER_SETTINGS);
  const error = await opened.then(
    () => undefined,
    (thrown: EnvironmentError) => thrown,
  );
  expect(error).toBeInstanceOf(EnvironmentError);
  expect(error?.message).toMatch(/does not let a role that we made through/);
  expect(error?.nextStep).toContain('auth_query');
  expect(`${error?.message} ${error?.nextStep}`).not.toContain(login.password);
});

test.each([
  ['nothing listens', async () => urlOf(guest, { port: await freePort() }), /is gone|Could not/],
  [
    'wrong password',
    async () => urlOf({ ...guest, password: 'sesame' }, existing),
    /the password is wrong/,
  ],
])('%s: one sentence, and no password in it', async (_, url, message) => {
  const opened = openPoolers({ poolerUrl: await url() }, () => {});
  await expect(opened).rejects.toThrow(EnvironmentError);
  await expect(opened).rejects.toThrow(message);
  await expect(opened).rejects.not.toThrow(/sesame/);
});

test('what is no URL is bad input, and not repeated', async () => {
  const opened = openPoolers({ poolerUrl: 'me:sesame@db' }, () => {});
  await expect(opened).rejects.toThrow(BadInputError);
  await expect(opened).rejects.not.toThrow(/sesame/);
});

test("a database's own pool size goes before the default one", () => {
  const config = [
    { key: 'default_pool_size', value: '20' },
    { key: 'max_client_conn', value: '100' },
    { key: 'max_prepared_statements', value: '200' },
    { key: 'server_reset_query_always', value: '1' },
    { key: 'track_extra_parameters', value: 'IntervalStyle, search_path' },
  ];
  const databases = [
    { name: 'shop', pool_size: '5' },
    { name: 'other', pool_size: '20' },
  ];
  expect(existingSettings(config, databases, 'shop', 'session')).toEqual({
    ...{ poolMode: 'session', poolSize: 5, maxClients: 100, maxPreparedStatements: 200 },
    ...{ serverResetQueryAlways: true, trackExtraParameters: ['IntervalStyle', 'search_path'] },
  });
  expect(existingSettings(config, databases, 'unnamed', 'session').poolSize).toBe(20);
});
