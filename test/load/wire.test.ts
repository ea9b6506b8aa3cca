import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { runOnce } from '../../bench/load/run-once.js';
import type {
  ConnectionSettings,
  ExchangeFailure,
  Session,
  Work,
} from '../../bench/load/session.js';
import { openWireSession } from '../../bench/load/wire.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { startChoppingProxy, startTlsProxy, type TestProxy } from './proxy.js';

/** What only the wire driver has: a socket of its own, and messages larger than its buffers. */

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database.close());

function work(text: string, value: string, expectedRows: number): Work {
  const exchange = CONTEXT_STRATEGIES['set-config'].exchange({
    name: 'query',
    text,
    values: [value],
    tenantId: '7',
  });
  return { exchange, expectedRows, tenantColumn: 'tenant', tenantId: '7' };
}

function run(session: Session): Promise<ExchangeFailure | undefined> {
  return runOnce(session, 0);
}

async function expectToWork(settings: ConnectionSettings, item: Work): Promise<void> {
  const session = await openWireSession(settings, { decodeEvery: 2 });
  try {
    await session.prepare([item]);
    for (let count = 0; count < 4; count += 1) expect(await run(session)).toBeUndefined();
  } finally {
    await session.close();
  }
}

const rows = work(
  `select '7' as tenant, n, repeat('x', n) from generate_series(1, $1::int) n`,
  '20',
  20,
);

async function through(proxy: TestProxy, use: (settings: ConnectionSettings) => Promise<void>) {
  try {
    await use(proxy.settings);
  } finally {
    await proxy.close();
  }
}

test('works over TLS, with the certificate verified', async () => {
  await through(await startTlsProxy(database.admin), (settings) => expectToWork(settings, rows));
});

test('over TLS, a lost connection is reported', async () => {
  await through(await startTlsProxy(database.admin), async (settings) => {
    const session = await openWireSession(settings, { decodeEvery: 0 });
    await session.prepare([work('select pg_sleep($1::int)', '60', 1)]);
    const outcome = run(session);
    const other = await openWireSession(database.admin, { decodeEvery: 0 });
    await other.prepare([work('select pg_terminate_backend($1::int)', `${session.backendPid}`, 1)]);
    expect(await run(other)).toBeUndefined();
    expect(await outcome).toMatchObject({ kind: 'connection' });
    await Promise.all([session.close(), other.close()]);
  });
});

test.each([1, 7, 100])('works when answers come in pieces of %i bytes', async (bytes) => {
  await through(await startChoppingProxy(database.admin, bytes), (settings) =>
    expectToWork(settings, rows),
  );
});

test('reads rows larger than its buffer', async () => {
  const text = `select '7' as tenant, repeat('x', 1000000 * $1::int) from generate_series(1, 3)`;
  await expectToWork(database.admin, work(text, '1', 3));
});

test('sends parameters larger than the kernel takes at once', async () => {
  const text = `select '7' as tenant, length($1::text)`;
  await expectToWork(database.admin, work(text, 'x'.repeat(20_000_000), 1));
});

test('closing while a large parameter is being sent ends in one failure', async () => {
  const session = await openWireSession(database.admin, { decodeEvery: 0 });
  await session.prepare([work('select length($1::text)', 'x'.repeat(20_000_000), 1)]);
  const outcomes: (ExchangeFailure | undefined)[] = [];
  session.run(0, (failure) => outcomes.push(failure));
  await session.close();
  expect(outcomes).toMatchObject([
    { kind: 'connection', message: 'The connection was lost (The session was closed)' },
  ]);
});

test('a wrong password is refused with its SQLSTATE, and is not in the message', async () => {
  const settings = { ...database.admin, password: 'not-the-password' };
  const refusal = await openWireSession(settings, { decodeEvery: 0 }).catch((error) => error);
  expect(refusal).toMatchObject({ code: '28P01' });
  expect(refusal.message).not.toContain('not-the-password');
});

test('a server that accepts and then says nothing is left after 10 s', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const settings = { ...database.admin, host: '127.0.0.1', port };
    const opened = openWireSession(settings, { decodeEvery: 0 });
    const refused = expect(opened).rejects.toThrow(/timeout/);
    const [accepted] = (await once(silent, 'connection')) as [Socket];
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
    accepted.destroy();
  } finally {
    vi.useRealTimers();
    silent.close();
  }
});
