import { escapeIdentifier } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EnvironmentError } from '../../bench/errors.js';
import type { Pooler, PoolerSource } from '../../bench/pooler/pooler.js';
import { burst } from '../../bench/probe/burst.js';
import { clients } from '../../bench/probe/clients.js';
import { poolSize } from '../../bench/probe/pool-size.js';
import type { ProbeRequest } from '../../bench/probe/probe.js';
import type { LoadPass } from '../../bench/result/load-parts.js';
import type { Arm, ClientsPlan } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestPoolers } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { each, LOAD_ARMS, passesOf, smallLoad, withPlan } from './small-load.js';

const { perRequest, direct, appPool, transaction, session } = LOAD_ARMS;
const ALL = Object.values(LOAD_ARMS);

let database: TestDatabase;
let poolers: PoolerSource;
let request: ProbeRequest;
beforeAll(async () => {
  database = await openTestDatabase();
  poolers = await openTestPoolers();
  request = await smallLoad(database, poolers);
});
afterAll(() => database.close());

/** The same poolers, each changed before a load goes through it. */
const changedPoolers = (
  change: (pooler: Pooler) => Pooler,
  settings: Partial<Pooler['settings']> = {},
): PoolerSource => ({
  ...poolers,
  open: async (server, logins, asked) =>
    change(await poolers.open(server, logins, { ...asked, ...settings })),
});

const passOf = (passes: readonly LoadPass[], arm: Arm, loop: LoadPass['loop']) => {
  const found = passes.filter((pass) => pass.arm === arm.name && pass.loop === loop);
  expect(found).toHaveLength(1);
  return found[0] as LoadPass;
};

const plan = (change: Partial<ClientsPlan> = {}): ClientsPlan => ({
  ...{ counts: each([8]), exchanges: each(40), ratePerSecond: 200, seconds: each(0.3) },
  ...change,
});

describe('clients', () => {
  let passes: LoadPass[];
  beforeAll(async () => {
    passes = await passesOf(clients, withPlan(request, ALL, { clients: plan() }));
  });

  test('each route by both loops, nothing failed', () => {
    expect(passes).toHaveLength(10);
    for (const pass of passes) {
      expect(pass).toMatchObject({ levels: { clients: 8 }, failed: 0, errors: [] });
      expect(pass.completed).toBe(pass.intended - pass.dropped);
      expect(pass.serverCpuNs).toBeGreaterThan(0);
    }
  });

  test('the same exchanges in all in a closed loop, on every route', () => {
    for (const arm of [direct, appPool, transaction, session]) {
      expect(passOf(passes, arm, 'closed').completed).toBe(40);
    }
  });

  test('an application pool and transaction mode hold few server connections for many clients', () => {
    expect(passOf(passes, direct, 'closed')).toMatchObject({ connected: 8, serverProcesses: 8 });
    expect(passOf(passes, session, 'closed')).toMatchObject({ connected: 8, serverProcesses: 8 });
    expect(passOf(passes, appPool, 'closed')).toMatchObject({ connected: 2, serverProcesses: 2 });
    expect(passOf(passes, transaction, 'closed')).toMatchObject({ connected: 8 });
    expect(passOf(passes, transaction, 'closed').serverProcesses).toBe(2);
  });

  test('backends that hold memory are weighed, and more of them weigh more', () => {
    const of8 = passOf(passes, direct, 'closed').serverBytes ?? 0;
    const of2 = passOf(passes, appPool, 'closed').serverBytes ?? 0;
    expect(of2).toBeGreaterThan(500_000);
    expect(of8).toBeGreaterThan(of2);
  });

  test('connecting for each request costs the server more than the request', () => {
    const [alone, kept] = [perRequest, direct].map(
      (arm) => passOf(passes, arm, 'open').serverCpuNs,
    );
    expect(alone).toBeGreaterThan(2 * (kept ?? Number.NaN));
  });

  test('PgBouncer tells of itself', () => {
    const { pooler, note } = passOf(passes, transaction, 'open');
    expect(pooler).toMatchObject({
      version: poolers.version,
      poolMode: 'transaction',
      poolSize: 2,
    });
    expect(pooler?.cpuNs).toBeGreaterThan(0);
    expect(pooler?.samples.length).toBeGreaterThan(1);
    expect(note).toMatch(/^A pool of 2 server connections. Sent by 1 thread that spins on a core./);
    for (const { atMs } of pooler?.samples ?? []) expect(atMs).toBeGreaterThanOrEqual(0);
    expect(passOf(passes, direct, 'open').pooler).toBeNull();
  });

  test('the logins that were made for it are gone', async () => {
    const { rows } = await withClient(database.admin, (client) =>
      client.query('select rolname from pg_roles where starts_with(rolname, $1)', [
        `${database.target.prefix}_p`,
      ]),
    );
    expect(rows).toEqual([]);
  });
});

test('out of connections: who is refused is counted, and nobody is faster for it', async () => {
  const { user } = request.roles.rls;
  const limit = (connections: number) =>
    withClient(database.admin, (client) =>
      client.query(`alter role ${escapeIdentifier(user)} connection limit ${connections}`),
    );
  await limit(5);
  try {
    const asked = withPlan(request, [direct, transaction], {
      clients: plan({ counts: each([12]) }),
    });
    const full = changedPoolers((same) => same, { maxClients: 4 });
    const passes = await passesOf(clients, { ...asked, poolers: full });
    for (const loop of ['closed', 'open'] as const) {
      const server = passOf(passes, direct, loop);
      expect(server).toMatchObject({ clients: 12, connected: 5, failed: 0 });
      expect(server.completed).toBeGreaterThan(0);
      expect(server.connectErrors).toMatchObject([{ sqlState: '53300', count: 7 }]);
      const pooler = passOf(passes, transaction, loop);
      expect(pooler.connected).toBeLessThan(12);
      expect(pooler.connected + (pooler.connectErrors[0]?.count ?? 0)).toBe(12);
      expect(pooler.connectErrors[0]?.message).toMatch(/max_client_conn/);
    }
  } finally {
    await limit(-1);
  }
});

test('PgBouncer killed in a load: that pass has failed, and the others go on', async () => {
  let opened = 0;
  const dying = changedPoolers((pooler) => {
    opened += 1;
    if (opened > 1) return pooler;
    // Its CPU is read as the load begins, and once more at its end.
    let begun = false;
    const readCpuNs = () => {
      if (!begun) setTimeout(() => process.kill(pooler.pid ?? 0, 'SIGKILL'), 300);
      begun = true;
      return pooler.readCpuNs();
    };
    return { ...pooler, readCpuNs };
  });
  const asked = withPlan(request, [transaction], {
    passes: each(2),
    clients: plan({ exchanges: each(1_000_000), seconds: each(0.8) }),
  });
  const passes = await passesOf(clients, { ...asked, poolers: dying });
  expect(passes).toHaveLength(4);
  expect(passes.map(({ failed }) => failed > 0)).toEqual([true, false, false, false]);
  expect(passes[0]?.errors.map(({ kind }) => kind)).toContain('connection');
  const lost = passes[0]?.errors.filter(({ message }) => !message.startsWith('Not ended'));
  expect(lost?.length).toBeGreaterThan(0);
  for (const { message } of lost ?? []) {
    expect(message).toMatch(/^PgBouncer 1\.\d+\.\d+ is gone.*run again$/);
  }
});

test('a PgBouncer that does not come up is a failed pass with its reason', async () => {
  const none: PoolerSource = {
    ...poolers,
    open: async () => {
      throw new EnvironmentError('PgBouncer did not come up.', 'Look at its log.');
    },
  };
  const asked = withPlan(request, [transaction], { clients: plan() });
  const passes = await passesOf(clients, { ...asked, poolers: none });
  expect(passOf(passes, transaction, 'open')).toMatchObject({
    ...{ intended: 1, completed: 0, failed: 1, corrected: null, uncorrected: null },
    note: 'This pass could not be made: PgBouncer did not come up. Look at its log.',
  });
});

test('clients who are many send some exchanges each, on every number of them as many in all', async () => {
  const asked = withPlan(request, [direct], { clients: plan({ counts: each([2, 20]) }) });
  const passes = await passesOf(clients, asked);
  const closed = passes.filter(({ loop }) => loop === 'closed');
  expect(closed.map(({ intended }) => intended)).toEqual([60, 60]);
});

test('interrupted, and without PgBouncer: what was made stays, of the arms that need none', async () => {
  const controller = new AbortController();
  const passes: LoadPass[] = [];
  await clients({
    ...withPlan(request, [direct, transaction], { passes: each(9), clients: plan() }),
    ...{ poolers: undefined, signal: controller.signal },
    onLoad: (pass) => {
      passes.push(pass);
      if (passes.length === 2) controller.abort();
    },
  });
  expect(passes.map(({ arm }) => arm)).toEqual(['direct', 'direct']);
});

test('burst: a baseline that the slowest route holds, and clients that wait for a pool of one', async () => {
  const shape = {
    ...{ baselineShare: 0.4, factor: 10, clients: 8, bursts: each(1) },
    ...{ baselineSeconds: each(0.4), burstSeconds: each(0.2) },
  };
  const asked = withPlan(request, [appPool, transaction], { poolSize: 1, burst: shape });
  const passes = await passesOf(burst, asked);
  expect(passes).toHaveLength(2);
  for (const pass of passes) {
    expect(pass).toMatchObject({ probe: 'burst', loop: 'open', arrivals: 'poisson', failed: 0 });
    expect(pass.intended).toBe(pass.completed + pass.dropped);
    const { baselinePerSecond, burstPerSecond } = pass.levels;
    expect(burstPerSecond).toBe(10 * Number(baselinePerSecond));
    const [calm, busy] = [pass.timeline[1], pass.timeline[4]];
    expect(busy?.intended).toBeGreaterThan(3 * (calm?.intended ?? Number.NaN));
    expect(pass.corrected?.p99Ns).toBeGreaterThan(pass.uncorrected?.p50Ns ?? Number.NaN);
    expect(pass.note).toMatch(/^The baseline is 40% of the \d+ exchanges a second that /);
  }
  expect(passOf(passes, appPool, 'open').queued).toBeGreaterThan(0);
  const waiting = passOf(passes, transaction, 'open').pooler?.samples ?? [];
  expect(Math.max(...waiting.map(({ clientsWaiting }) => clientsWaiting))).toBeGreaterThan(0);
});

describe('pool-size', () => {
  let passes: LoadPass[];
  beforeAll(async () => {
    const lengths = [
      { title: 'busy', serverMs: 2, thinkMs: 0 },
      { title: 'thinking', serverMs: 0, thinkMs: 10 },
    ];
    const poolSizes = {
      sizes: each([1, 4]),
      lengths: each(lengths),
      clients: 8,
      seconds: each(0.4),
    };
    passes = await passesOf(poolSize, withPlan(request, [appPool, transaction], { poolSizes }));
  });
  const at = (arm: Arm, length: string, size: number) =>
    passes.find(
      ({ levels, arm: name }) =>
        name === arm.name && levels.length === length && levels.poolSize === size,
    ) as LoadPass;

  test('each size and length on each route, nothing failed', () => {
    expect(passes).toHaveLength(8);
    for (const pass of passes)
      expect(pass).toMatchObject({ failed: 0, errors: [], loop: 'closed' });
    for (const size of [1, 4]) {
      expect(at(transaction, 'busy', size).pooler?.poolSize).toBe(size);
      expect(at(transaction, 'busy', size).serverProcesses).toBe(size);
      expect(at(appPool, 'busy', size)).toMatchObject({ connected: size });
    }
  });

  test('a transaction that thinks holds its connection: four make four times as many', () => {
    for (const arm of [appPool, transaction]) {
      const [one, four] = [1, 4].map((size) => at(arm, 'thinking', size).reachedPerSecond);
      expect((four ?? 0) / (one ?? 1)).toBeGreaterThan(2.5);
      expect(one).toBeLessThan(100);
    }
  });

  test('the busy statement keeps the server busy for about what was asked', () => {
    const busy = at(appPool, 'busy', 1);
    const thinking = at(appPool, 'thinking', 1);
    const ms = ((busy.serverCpuNs ?? 0) - (thinking.serverCpuNs ?? 0)) / 1e6;
    expect(ms).toBeGreaterThan(1);
    expect(ms).toBeLessThan(4);
    expect(busy.note).toMatch(
      /^The busy statement \(\d+ rounds of SHA-256\) took \d+\.\d+ ms alone\./,
    );
  });
});
