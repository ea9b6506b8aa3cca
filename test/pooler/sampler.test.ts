import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PoolerRow, PoolerSource } from '../../bench/pooler/pooler.js';
import { readPools, readWaitTotals, samplePooler } from '../../bench/pooler/sampler.js';
import { connect } from '../../bench/target/connect.js';
import { openTestPooler, openTestPoolers, POOLER_SETTINGS } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let source: PoolerSource;
beforeAll(async () => {
  database = await openTestDatabase();
  source = await openTestPoolers();
});
afterAll(() => database.close());

test('clients that wait for one server connection are seen, with how long the first has waited', async () => {
  const pooler = await openTestPooler(source, database, { poolSize: 1 });
  const login = pooler.through(database.admin);
  const clients = [await connect(login), await connect(login), await connect(login)];
  const sampler = samplePooler(pooler, 20);
  await Promise.all(clients.map((client) => client.query('select pg_sleep(0.2)')));
  await sleep(100);
  const samples = await sampler.stop();
  await Promise.all(clients.map((client) => client.end()));

  expect(samples.length).toBeGreaterThan(5);
  expect(samples.map(({ atMs }) => atMs)).toEqual(
    samples.map(({ atMs }) => atMs).sort((a, b) => a - b),
  );
  expect(Math.max(...samples.map((each) => each.clientsWaiting))).toBe(2);
  expect(Math.max(...samples.map((each) => each.serversActive))).toBe(1);
  const longest = Math.max(...samples.map((each) => each.maxWaitNs));
  expect(longest).toBeGreaterThan(100e6);
  // The second has waited for one sleep when it gets its turn, the third for two.
  const waits = samples.flatMap(({ averageWaitNs }) => averageWaitNs ?? []);
  expect(Math.max(...waits)).toBeGreaterThan(300e6);
  expect(samples.at(-1)).toMatchObject({ clientsWaiting: 0, serversActive: 0, serversIdle: 1 });
});

test('a pooler that goes away ends the samples and keeps what was seen', async () => {
  const pooler = await source.open(database.admin, [database.admin], POOLER_SETTINGS);
  const sampler = samplePooler(pooler, 10);
  await sleep(50);
  await pooler.close();
  await sleep(30);
  expect((await sampler.stop()).length).toBeGreaterThan(0);
});

// Rows as these versions give them (1.21 lacks columns that later ones have in between).
const POOLS: Record<string, PoolerRow> = {
  '1.21': {
    ...{ database: 'shop', user: 'a', cl_active: '3', cl_waiting: '2' },
    ...{ cl_active_cancel_req: '0', cl_waiting_cancel_req: '0', sv_active: '1' },
    ...{ sv_active_cancel: '0', sv_being_canceled: '0', sv_idle: '4', sv_used: '1' },
    ...{ sv_tested: '0', sv_login: '0', maxwait: '1', maxwait_us: '500000' },
    pool_mode: 'transaction',
  },
  '1.24': {
    ...{ database: 'shop', user: 'a', cl_active: '3', cl_waiting: '2' },
    ...{ cl_active_cancel_req: '0', cl_waiting_cancel_req: '0', sv_active: '1' },
    ...{ sv_active_cancel: '0', sv_being_canceled: '0', sv_idle: '4', sv_used: '1' },
    ...{ sv_tested: '0', sv_login: '0', maxwait: '1', maxwait_us: '500000' },
    ...{ pool_mode: 'transaction', load_balance_hosts: null },
  },
};

test.each(Object.keys(POOLS))(
  'SHOW POOLS of %s: summed over the pools, without the console',
  (version) => {
    const row = POOLS[version] ?? {};
    const console = { ...row, database: 'pgbouncer', cl_active: '9' };
    expect(readPools([console, row, { ...row, user: 'b', maxwait: '0' }])).toEqual({
      ...{ clientsActive: 6, clientsWaiting: 4, serversActive: 2, serversIdle: 10 },
      maxWaitNs: 1.5e9,
    });
  },
);

test('SHOW STATS: totals, whatever the averages of a version mean', () => {
  const row = { database: 'shop', total_xact_count: '10', total_wait_time: '250' };
  const console = { ...row, database: 'pgbouncer' };
  expect(readWaitTotals([console, row, { ...row, database: 'other' }])).toEqual({
    ...{ assignments: 20, waitNs: 500_000 },
  });
  const since123 = { ...row, total_server_assignment_count: '5' };
  expect(readWaitTotals([since123])).toEqual({ assignments: 5, waitNs: 250_000 });
});

test('a column that is not there is said by name', () => {
  expect(() => readPools([{ database: 'shop' }])).toThrow(/"cl_active"|"maxwait"/);
});
