import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EnvironmentError } from '../../bench/errors.js';
import { cloneDatabase } from '../../bench/target/clone.js';
import { connect, withClient } from '../../bench/target/connect.js';
import { createArmRoles } from '../../bench/target/roles.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { fillNumbers, SUM_OF_NUMBERS, sumNumbers } from './numbers.js';

let home: TestDatabase;

beforeAll(async () => {
  home = await openTestDatabase();
  await fillNumbers(home.admin, 'public');
});
afterAll(() => home.close());

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

test('a connection that is about to close is waited for', async () => {
  const other = await connect(home.admin);
  const cloning = cloneDatabase(home.target, 'late');
  await sleep(200);
  await other.end();
  const clone = await cloning;
  expect(await sumNumbers(clone?.admin ?? home.admin)).toBe(SUM_OF_NUMBERS);
  await clone?.drop();
});

test('a connection that stays is reported', async () => {
  const other = await connect(home.admin);
  await expect(cloneDatabase(home.target, 'never')).rejects.toThrow(EnvironmentError);
  await other.end();
});

test('there is none where databases may not be made', async () => {
  const target = { ...home.target, canCreateDatabase: false };
  expect(await cloneDatabase(target, 'control')).toBeUndefined();
});
