import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { EnvironmentError } from '../../bench/errors.js';
import { cloneDatabase } from '../../bench/target/clone.js';
import { connect, withClient } from '../../bench/target/connect.js';
import { createArmRoles } from '../../bench/target/roles.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { fillNumbers, SUM_OF_NUMBERS, sumNumbers } from './numbers.js';

let home: TestDatabase;
let busy: TestDatabase;
/** Postgres waits five seconds for a connection that stays: begun here, looked at last. */
let never: Promise<unknown>;

beforeAll(async () => {
  home = await openTestDatabase();
  await fillNumbers(home.admin, 'public');
  busy = await openTestDatabase();
  await connect(busy.admin);
  never = cloneDatabase(busy.target, 'never').catch((error) => error);
});
afterAll(async () => {
  await home.close();
  await busy.close();
});

test('a clone has the rows and the grants, and what is done to it stays in it', async () => {
  const roles = await createArmRoles(home.target, ['numbers']);
  const clone = await cloneDatabase(home.target, 'control');
  if (!clone) throw new Error('expected a clone');
  expect(await sumNumbers(clone.settingsFor(roles.rls))).toBe(SUM_OF_NUMBERS);
  await withClient(clone.admin, (client) => client.query('DELETE FROM numbers'));
  expect(await sumNumbers(clone.settingsFor(roles.rls))).toBeNull();
  expect(await sumNumbers(roles.rls)).toBe(SUM_OF_NUMBERS);
  await clone.drop();
  await clone.drop();
  await expect(sumNumbers(clone.admin)).rejects.toMatchObject({ code: '3D000' });
});

test('two copies of it are made at a time', async () => {
  const names = ['left', 'right'];
  const clones = await Promise.all(names.map((name) => cloneDatabase(home.target, name)));
  for (const clone of clones) {
    expect(await sumNumbers(clone?.admin ?? busy.admin)).toBe(SUM_OF_NUMBERS);
    await clone?.drop();
  }
});

test('a connection that is about to close is waited for', async () => {
  const other = await connect(home.admin);
  const cloning = cloneDatabase(home.target, 'late');
  await sleep(200);
  await other.end();
  const clone = await cloning;
  expect(await sumNumbers(clone?.admin ?? home.admin)).toBe(SUM_OF_NUMBERS);
  await clone?.drop();
});

test('somebody who looks into the clone does not keep it', async () => {
  const clone = await cloneDatabase(home.target, 'watched');
  if (!clone) throw new Error('expected a clone');
  const other = await connect(clone.admin);
  await clone.drop();
  await expect(other.query('SELECT 1')).rejects.toThrow();
});

test("files are copied, which takes checkpoints, on a server of ours, never on a person's", async () => {
  const sent = vi.spyOn(pg.Client.prototype, 'query');
  onTestFinished(() => sent.mockRestore());
  for (const kind of ['embedded', 'url'] as const) {
    const clone = await cloneDatabase({ ...home.target, kind }, `strategy_${kind}`);
    expect(await sumNumbers(clone?.admin ?? home.admin)).toBe(SUM_OF_NUMBERS);
  }
  const created = sent.mock.calls
    .map(([sql]) => String(sql))
    .filter((sql) => /^CREATE DA/.test(sql));
  expect(created.map((sql) => sql.includes('FILE_COPY'))).toEqual([true, false]);
});

test('there is none where databases may not be made', async () => {
  const target = { ...home.target, canCreateDatabase: false };
  expect(await cloneDatabase(target, 'control')).toBeUndefined();
});

test('a connection that stays is reported', async () => {
  expect(await never).toBeInstanceOf(EnvironmentError);
});
