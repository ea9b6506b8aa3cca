import { afterAll, beforeAll, expect, test } from 'vitest';
import { calibrateBusy } from '../../bench/probe/busy-statement.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

test.each([
  ['by the CPU of the backend', true],
  ['by our own clock', false],
])('ten times as long takes about ten times the rounds: %s', async (_, isLocal) => {
  const [short, long] = await withClient(database.admin, async (client) => [
    await calibrateBusy(client, 1, isLocal),
    await calibrateBusy(client, 10, isLocal),
  ]);
  if (!short || !long) throw new Error('Both are calibrated');
  expect(long.rounds / short.rounds).toBeGreaterThan(2);
  expect(long.rounds / short.rounds).toBeLessThan(50);
  expect(long.measuredMs).toBeGreaterThan(short.measuredMs);
});
