import pg from 'pg';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { InterruptedError } from '../../bench/errors.js';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { openPoolers } from '../../bench/pooler/open.js';
import type { PoolerSource } from '../../bench/pooler/pooler.js';
import { type ArmPoolers, openArmPoolers, readPoolerCpu } from '../../bench/run/arm-poolers.js';
import type { Arm } from '../../bench/scenario/scenario.js';
import { cloneDatabase } from '../../bench/target/clone.js';
import { withClient } from '../../bench/target/connect.js';
import { createArmRoles } from '../../bench/target/roles.js';
import { scramVerifier } from '../../bench/target/scram.js';
import type { ArmRoles, OpenedTarget } from '../../bench/target/target.js';
import { openUrl } from '../../bench/target/url.js';
import { type ExistingPooler, startExistingPooler } from '../support/existing-pooler.js';
import { home, makeRole, namesOnServer, settingsOf, urlOf, useHome } from '../target/url-server.js';

useHome();

/** A maker of databases and roles, no superuser, whose target it is. */
let maker: ConnectionSettings;
beforeAll(async () => {
  maker = await loginOf('maker', 'CREATEDB CREATEROLE');
});

async function loginOf(name: string, attributes: string): Promise<ConnectionSettings> {
  await makeRole(name, attributes);
  const login = settingsOf(`${home.target.prefix}_${name}`);
  // As the pooler has it, which logs in to the server with what it is given by its clients.
  const verifier = pg.escapeLiteral(scramVerifier(login.password));
  await withClient(home.admin, (client) =>
    client.query(`alter role ${login.user} password ${verifier}`),
  );
  return login;
}

/** By the port of the server, or of a pooler. */
const urlAt = (port: number, { user, password }: ConnectionSettings) =>
  urlOf(user, password, { ...home.admin, port });

async function openTarget(role: ConnectionSettings): Promise<OpenedTarget> {
  const target = await openUrl({
    location: urlAt(home.admin.port, role),
    ...{ pgMajor: 18, dataKey: 'unused', fill: async () => {}, onProgress: () => {} },
  });
  onTestFinished(() => target.close());
  return target;
}

/** A pooler whose auth_query asks as a superuser, named by the URL of a user. */
async function openSource(
  as: ConnectionSettings,
): Promise<{ source: PoolerSource; existing: ExistingPooler }> {
  const existing = await startExistingPooler(home.admin, as);
  onTestFinished(() => existing.close());
  const source = await openPoolers({ poolerUrl: urlAt(existing.port, as) }, () => {});
  if (!('open' in source)) throw new Error(source.why);
  onTestFinished(() => source.close());
  return { source, existing };
}

const arm = (name: string): Arm => ({
  ...{ name, title: name, isolation: 'rls', context: 'none', client: 'wire' },
  ...{ planCacheMode: 'auto', route: 'pgbouncer-transaction' },
});
const arms = [arm('one'), arm('two')];

async function openArms(
  source: PoolerSource,
  target: OpenedTarget,
  roles: ArmRoles,
): Promise<ArmPoolers> {
  const signal = new AbortController().signal;
  const poolers = await openArmPoolers(source, target, roles, { arms }, signal);
  onTestFinished(() => poolers.close());
  expect([...poolers.refused.values()]).toEqual([]);
  return poolers;
}

/** Who is connected to a database, without what no client asked for. */
async function usersOn(name: string): Promise<string[]> {
  const { rows } = await withClient(home.admin, (client) =>
    client.query(
      `select usename from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() order by 1`,
      [name],
    ),
  );
  return rows.map(({ usename }) => usename);
}

const touch = (settings: ConnectionSettings) =>
  withClient(settings, (client) => client.query('select 1'));

test('a role that is no superuser: the logins end their own backends, and are dropped', async () => {
  const target = await openTarget(maker);
  const roles = await createArmRoles(target, []);
  const { source } = await openSource(maker);
  const poolers = await openArms(source, target, roles);
  const loginsOn = async () =>
    (await usersOn(target.prefix)).filter((user) => user.startsWith(`${target.prefix}_p`));
  // What looking at how it pools has opened is gone again.
  expect(await loginsOn()).toEqual([]);
  for (const settings of poolers.pooled.values()) await touch(settings);
  expect(await loginsOn()).toHaveLength(2);
  await poolers.release();
  expect(await loginsOn()).toEqual([]);
  await poolers.close();
  const left = await namesOnServer(target.prefix);
  expect(left.filter((name) => name.includes('_p'))).toEqual([]);
});

test('with the rights for it, what auth_query keeps on our database is ended too: it can be cloned', async () => {
  const target = await openTarget(home.admin);
  const roles = await createArmRoles(target, []);
  const { source } = await openSource(maker);
  const poolers = await openArms(source, target, roles);
  for (const settings of poolers.pooled.values()) await touch(settings);
  expect(await usersOn(target.prefix)).toContain(home.admin.user);
  await poolers.release();
  const clone = await cloneDatabase(target, 'copy');
  await clone?.drop();
  expect(await namesOnServer(target.prefix)).not.toContain(`${target.prefix}_copy`);
});

test('one that does not know the database of an arm is told of as that arm, and no other', async () => {
  const target = await openTarget(maker);
  const roles = await createArmRoles(target, []);
  const { source } = await openSource(maker);
  const [one, two] = arms as [Arm, Arm];
  const poolers = await openArmPoolers(
    source,
    target,
    { ...roles, siblings: new Map([['elsewhere', `${target.prefix}_elsewhere`]]) },
    { arms: [one, { ...two, sibling: 'elsewhere' }] },
    new AbortController().signal,
  );
  onTestFinished(() => poolers.close());
  expect([...poolers.pooled.keys()]).toEqual(['one']);
  expect([...poolers.refused.keys()]).toEqual(['two']);
  expect(poolers.refused.get('two')).toMatch(/through to database "\w+_elsewhere"/);
});

test("a person's own database is not told to RECONNECT: their connections stay", async () => {
  const poor = await loginOf('poor', 'CREATEROLE');
  const name = pg.escapeIdentifier(home.admin.database);
  await withClient(home.admin, (client) =>
    client.query(`grant create on database ${name} to ${poor.user}`),
  );
  const target = await openTarget(poor);
  expect(target.admin.database).toBe(home.admin.database);
  const roles = await createArmRoles(target, []);
  const { source, existing } = await openSource(home.admin);
  const application = { ...poor, port: existing.port, ssl: false };
  await touch(application);
  const before = await usersOn(home.admin.database);
  expect(before).toContain(poor.user);
  const pidOf = async () => {
    const { rows } = await withClient(application, (client) =>
      client.query('select pg_backend_pid() as pid'),
    );
    return rows[0].pid;
  };
  const pid = await pidOf();
  const poolers = await openArms(source, target, roles);
  for (const settings of poolers.pooled.values()) await touch(settings);
  await poolers.release();
  expect(await pidOf()).toBe(pid);
  const users = await usersOn(home.admin.database);
  expect(users.filter((user) => user.startsWith(target.prefix))).toEqual([]);
  await poolers.close();
  await target.close();
  await withClient(home.admin, (client) => client.query(`drop owned by ${poor.user}`));
});

test('interrupted between two arms: no further login is made, and those there are go', async () => {
  const target = await openTarget(maker);
  const roles = await createArmRoles(target, []);
  const { source } = await openSource(maker);
  const controller = new AbortController();
  const interrupting: PoolerSource = {
    ...source,
    open: (...given) => source.open(...given).finally(() => controller.abort()),
  };
  const opening = openArmPoolers(interrupting, target, roles, { arms }, controller.signal);
  await expect(opening).rejects.toThrow(InterruptedError);
  const left = await namesOnServer(target.prefix);
  expect(left.filter((name) => name.includes('_p'))).toEqual([]);
});

test('the CPU of backends is not read where they are not of this machine', async () => {
  const pooler = { serverPids: async () => [process.pid], readCpuNs: () => null };
  const { backendNs } = await readPoolerCpu(pooler, () => null);
  expect([...backendNs]).toEqual([[process.pid, null]]);
});
