import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { openPgPoolSession } from '../../bench/load/pg-pool.js';
import { runOnce } from '../../bench/load/run-once.js';
import type { ConnectionSettings, Session, Work } from '../../bench/load/session.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

const NAME = 'pg-pool-test';
let database: TestDatabase;
let settings: ConnectionSettings;
beforeAll(async () => {
  database = await openTestDatabase();
  settings = { ...database.admin, applicationName: NAME };
});
afterAll(() => database.close());

function work(text: string, value = '7'): Work {
  const exchange = CONTEXT_STRATEGIES['set-config'].exchange({
    ...{ name: 'read', text, values: [value], tenantId: '7' },
  });
  return { exchange, expectedRows: 1, tenantId: '7' };
}

/** Process ids of the connections that the pools of these tests have. */
function backends(): Promise<number[]> {
  return withClient(database.admin, async (admin) => {
    const sql = 'select pid from pg_stat_activity where application_name = $1 order by pid';
    return (await admin.query(sql, [NAME])).rows.map(({ pid }) => pid);
  });
}

async function open(count: number, items: readonly Work[], size?: number): Promise<Session[]> {
  const owner = {};
  const pool = size === undefined ? { owner } : { owner, size };
  const sessions: Session[] = [];
  for (let opened = 0; opened < count; opened += 1) {
    const session = await openPgPoolSession(settings, { decodeEvery: 1, pool });
    await session.prepare(items);
    sessions.push(session);
  }
  return sessions;
}

const SLEEP = 'select pg_sleep(0.05), $1::text';

test('sessions share a pool of as many connections, which the last to close ends', async () => {
  const sessions = await open(3, [work(SLEEP)]);
  const before = await backends();
  expect(before).toHaveLength(3);
  for (let count = 0; count < 2; count += 1) {
    expect(await Promise.all(sessions.map((session) => runOnce(session, 0)))).toEqual(
      sessions.map(() => undefined),
    );
  }
  expect(await backends()).toEqual(before);
  const [first, ...others] = sessions as [Session, ...Session[]];
  await first.close();
  await first.close();
  expect(await runOnce(first, 0)).toMatchObject({ kind: 'connection' });
  expect(await runOnce(others[0] as Session, 0)).toBeUndefined();
  for (const session of others) await session.close();
  await expect.poll(backends).toEqual([]);
});

test('a smaller pool is waited for, and every session is served', async () => {
  const sessions = await open(6, [work(SLEEP)], 2);
  expect(await backends()).toHaveLength(2);
  const outcomes = await Promise.all(sessions.map((session) => runOnce(session, 0)));
  expect(outcomes).toEqual(sessions.map(() => undefined));
  expect(await backends()).toHaveLength(2);
  for (const session of sessions) await session.close();
  await expect.poll(backends).toEqual([]);
});

test('sessions prepared at once do not wait for each other’s connections', async () => {
  const owner = {};
  const items = [work(SLEEP)];
  const sessions = await Promise.all(
    Array.from({ length: 4 }, () =>
      openPgPoolSession(settings, { decodeEvery: 0, pool: { owner, size: 2 } }),
    ),
  );
  await Promise.all(sessions.map((session) => session.prepare(items)));
  expect(await backends()).toHaveLength(2);
  for (const session of sessions) await session.close();
});

test('a client that failed is given back, one that is lost thrown away', async () => {
  const [session] = (await open(1, [
    work('select 10 / $1::int', '1'),
    { ...work('select 10 / $1::int', '0') },
  ])) as [Session];
  const [pid] = await backends();
  expect(await runOnce(session, 1)).toMatchObject({ sqlState: '22012' });
  expect(await runOnce(session, 0)).toBeUndefined();
  expect(await backends()).toEqual([pid]);

  await session.prepare([work('select pg_terminate_backend(pg_backend_pid()), $1::text')]).then(
    () => expect.unreachable('the connection was ended'),
    (error) => expect(error).toMatchObject({ failure: { kind: 'connection' } }),
  );
  await expect.poll(backends).toEqual([]);
  expect(await runOnce(session, 0)).toBeUndefined();
  expect(await backends()).not.toEqual([pid]);
  await session.close();
});

test('a server that refuses is said once the session is made ready, and leaves nothing', async () => {
  const wrong = { ...settings, password: 'not-the-password' };
  const session = await openPgPoolSession(wrong, { decodeEvery: 0 });
  await expect(session.prepare([work(SLEEP)])).rejects.toMatchObject({ code: '28P01' });
  await session.close();
});
