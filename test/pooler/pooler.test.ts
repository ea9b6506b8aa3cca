import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { openPgSession } from '../../bench/load/pg.js';
import { runOnce } from '../../bench/load/run-once.js';
import type { Work } from '../../bench/load/session.js';
import { openWireSession } from '../../bench/load/wire.js';
import type { PoolerSettings, PoolerSource } from '../../bench/pooler/pooler.js';
import { connect, withClient } from '../../bench/target/connect.js';
import { openTestPooler, openTestPoolers } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let source: PoolerSource;
beforeAll(async () => {
  database = await openTestDatabase();
  source = await openTestPoolers();
  await withClient(database.admin, (client) =>
    client.query(
      'create table notes as select n as id, n % 10 as tenant_id from generate_series(1, 100) n',
    ),
  );
});
afterAll(() => database.close());

const open = (change?: Partial<PoolerSettings>) => openTestPooler(source, database, change);

const pidOf = async (client: { query: (text: string) => Promise<{ rows: { pid: number }[] }> }) =>
  (await client.query('select pg_backend_pid() as pid')).rows[0]?.pid;

test('the backends it names are those that answer, and RECONNECT brings new ones', async () => {
  const pooler = await open();
  await withClient(pooler.through(database.admin), async (client) => {
    const pid = await pidOf(client);
    expect(await pooler.serverPids()).toEqual([pid]);
    await pooler.reconnect();
    expect(await pidOf(client)).not.toBe(pid);
  });
});

test('clients share a backend in transaction mode, and keep one each in session mode', async () => {
  for (const poolMode of ['transaction', 'session'] as const) {
    const pooler = await open({ poolMode });
    const login = pooler.through(database.admin);
    await withClient(login, (one) =>
      withClient(login, async (two) => {
        expect((await pidOf(one)) === (await pidOf(two))).toBe(poolMode === 'transaction');
      }),
    );
  }
});

test('it is set as the arm asks, and listens on loopback only', async () => {
  const pooler = await open({
    ...{ poolSize: 3, maxClients: 7, maxPreparedStatements: 5 },
    ...{ serverResetQueryAlways: true, trackExtraParameters: ['search_path'] },
  });
  const config = new Map((await pooler.show('CONFIG')).map(({ key, value }) => [key, value]));
  const wanted = {
    pool_mode: 'transaction',
    default_pool_size: '3',
    max_prepared_statements: '5',
    server_reset_query_always: '1',
    listen_addr: '127.0.0.1',
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
  };
  expect(Object.fromEntries(config)).toMatchObject(wanted);
  expect(config.get('track_extra_parameters')).toContain('search_path');
});

test.skipIf(process.platform !== 'linux')(
  'its CPU grows with the work that goes through',
  async () => {
    const pooler = await open();
    const before = pooler.readCpuNs() ?? 0;
    await withClient(pooler.through(database.admin), async (client) => {
      for (let count = 0; count < 200; count++) await client.query('select 1');
    });
    expect(pooler.readCpuNs()).toBeGreaterThan(before);
  },
);

describe.each([
  ['wire', openWireSession],
  ['pg', openPgSession],
])('%s sessions', (_, openSession) => {
  test('named prepared statements in transaction mode: two clients on one backend', async () => {
    const pooler = await open({ poolSize: 1 });
    const works: Work[] = ['3', '7'].map((tenantId) => ({
      exchange: CONTEXT_STRATEGIES['set-config'].exchange({
        ...{ name: 'read', text: 'select id, tenant_id from notes where tenant_id = $1' },
        ...{ values: [tenantId], tenantId },
      }),
      ...{ expectedRows: 10, tenantColumn: 'tenant_id', tenantId },
    }));
    const login = pooler.through(database.admin);
    const sessions = [];
    for (const work of works) {
      const session = await openSession(login, { decodeEvery: 1 });
      onTestFinished(() => session.close());
      await session.prepare([work]);
      sessions.push(session);
    }
    for (let turn = 0; turn < 20; turn++) {
      for (const session of sessions) expect(await runOnce(session, 0)).toBeUndefined();
    }
    expect(await pooler.serverPids()).toHaveLength(1);
  });

  test('without max_prepared_statements the same statements fail, and are not counted as fast', async () => {
    const pooler = await open({ poolSize: 1, maxPreparedStatements: 0 });
    const login = pooler.through(database.admin);
    const work: Work = {
      exchange: CONTEXT_STRATEGIES['set-config'].exchange({
        ...{ name: 'read', text: 'select id, tenant_id from notes where tenant_id = $1' },
        ...{ values: ['3'], tenantId: '3' },
      }),
      ...{ expectedRows: 10, tenantId: '3' },
    };
    const first = await openSession(login, { decodeEvery: 1 });
    onTestFinished(() => first.close());
    await first.prepare([work]);
    await runOnce(first, 0);
    const second = await openSession(login, { decodeEvery: 1 });
    onTestFinished(() => second.close());
    const outcome = await second.prepare([work]).then(
      () => runOnce(second, 0),
      (error) => error,
    );
    expect(outcome?.message).toMatch(/prepared statement .* already exists/);
  });
});

test('what a client leaves in a pooler is in that one only', async () => {
  const [one, two] = [await open({ poolSize: 1 }), await open({ poolSize: 1 })];
  const client = await connect(one.through(database.admin));
  onTestFinished(() => client.end());
  await client.query("set app.tenant = 'left'");
  const read = `select current_setting('app.tenant', true) as tenant`;
  const throughOne = await withClient(one.through(database.admin), (other) => other.query(read));
  const throughTwo = await withClient(two.through(database.admin), (other) => other.query(read));
  expect([throughOne.rows[0].tenant, throughTwo.rows[0].tenant]).toEqual(['left', null]);
});
