import { afterAll, beforeAll, expect, test } from 'vitest';
import { setConfigPipelined } from '../../bench/context/set-config-pipelined.js';
import { runOnce } from '../../bench/load/run-once.js';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { openWireSession } from '../../bench/load/wire.js';
import { fillPool } from '../../bench/pass/fill-pool.js';
import type { Pooler } from '../../bench/pooler/pooler.js';
import { connect } from '../../bench/target/connect.js';
import { openTestPoolers } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

const POOL = 3;
const TEXT = "select $1::text || current_setting('app.current_tenant_id')";

let database: TestDatabase;
let pooler: Pooler;
let login: ConnectionSettings;
beforeAll(async () => {
  database = await openTestDatabase();
  const poolers = await openTestPoolers();
  pooler = await poolers.open(database.admin, [database.admin], {
    ...{ poolMode: 'transaction', poolSize: POOL, maxClients: 20, maxPreparedStatements: 200 },
  });
  login = pooler.through(database.admin);
});
afterAll(async () => {
  await pooler.close();
  await database.close();
});

/** How often the statement was run on each server connection, and what is left set there. */
async function onEachServer(): Promise<{ runs: number; left: string | null }[]> {
  const clients = await Promise.all(Array.from({ length: POOL }, () => connect(login)));
  try {
    await Promise.all(clients.map((client) => client.query('begin')));
    const seen = await Promise.all(
      clients.map(async (client) => {
        const { rows } = await client.query(
          `select coalesce(sum(generic_plans + custom_plans), 0)::int as runs,
                  current_setting('app.current_tenant_id', true) as left
           from pg_prepared_statements where statement = $1`,
          [TEXT],
        );
        return rows[0];
      }),
    );
    await Promise.all(clients.map((client) => client.query('rollback')));
    return seen;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

test('each server connection ran its share, under the statement that the load will run', async () => {
  const call = { name: 'read', text: TEXT, values: ['a'], tenantId: '7' };
  const work = [{ exchange: setConfigPipelined.exchange(call), expectedRows: 1, tenantId: '7' }];
  await fillPool(login, { count: POOL, work, exchanges: 8, statement: undefined });
  expect(await pooler.serverPids()).toHaveLength(POOL);
  expect((await onEachServer()).map(({ runs }) => runs)).toEqual([8, 8, 8]);

  // As PgBouncer sees it, a client of the load prepares the same statement: no server parses it again.
  const session = await openWireSession(login, { decodeEvery: 0 });
  await session.prepare(work);
  expect(await runOnce(session, 0)).toBeUndefined();
  await session.close();
  const after = await onEachServer();
  expect(after.map(({ runs }) => runs).sort()).toEqual([8, 8, 9]);
  expect(after.map(({ left }) => left || '')).toEqual(['', '', '']);
});

test('one that nobody answers is left, and is no error', async () => {
  const nowhere = { ...login, host: '127.0.0.1', port: 1 };
  await fillPool(nowhere, { count: 2, work: [], exchanges: 0, statement: undefined });
});
