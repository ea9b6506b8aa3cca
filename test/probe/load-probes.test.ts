import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pooler, PoolerSource } from '../../bench/pooler/pooler.js';
import { burst } from '../../bench/probe/burst.js';
import { clients } from '../../bench/probe/clients.js';
import { poolSize } from '../../bench/probe/pool-size.js';
import type { ProbeRequest } from '../../bench/probe/probe.js';
import type { LoadPass } from '../../bench/result/load-parts.js';
import type { SkippedWork } from '../../bench/result/parts.js';
import type { Arm, ClientsPlan } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestPoolers } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { each, LOAD_ARMS, passesOf, smallLoad, withPlan } from './small-load.js';

const { perRequest, direct, appPool, transaction, session } = LOAD_ARMS;
const ALL = Object.values(LOAD_ARMS);

let database: TestDatabase;
let poolers: PoolerSource;
let request: ProbeRequest & { readonly skipped: SkippedWork[] };
beforeAll(async () => {
  database = await openTestDatabase();
  poolers = await openTestPoolers();
  request = await smallLoad(database, poolers);
});
afterAll(() => database.close());

/** The same poolers, each changed before a load goes through it. */
const changedPoolers = (
  change: (pooler: Pooler) => void,
  settings: Partial<Pooler['settings']> = {},
): PoolerSource => ({
  ...poolers,
  open: async (server, logins, asked) => {
    const pooler = await poolers.open(server, logins, { ...asked, ...settings });
    change(pooler);
    return pooler;
  },
});

const passOf = (passes: readonly LoadPass[], arm: Arm, loop: LoadPass['loop']) => {
  const found = passes.filter((pass) => pass.arm === arm.name && pass.loop === loop);
  expect(found).toHaveLength(1);
  return found[0] as LoadPass;
};

const plan = (change: Partial<ClientsPlan> = {}): ClientsPlan => ({
  ...{ counts: each([8]), exchanges: each(200), ratePerSecond: 200, seconds: each(0.5) },
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
      expect(pass).toMatchObject({ levels: { clients: 8 }, failed: 0, errors: [], dropped: 0 });
      expect(pass.completed).toBe(pass.intended);
      expect(pass.serverCpuNs).toBeGreaterThan(0);
    }
  });

  test('the same exchanges in all in a closed loop, on every route', () => {
    for (const arm of [direct, appPool, transaction, session]) {
      expect(passOf(passes, arm, 'closed').completed).toBe(200);
    }
  });

  test('an application pool and transaction mode hold few server connections for many clients', () => {
    expect(passOf(passes, direct, 'closed')).toMatchObject({ connected: 8, serverProcesses: 8 });
    expect(passOf(passes, session, 'closed')).toMatchObject({ connected: 8, serverProcesses: 8 });
    expect(passOf(passes, appPool, 'closed')).toMatchObject({ connected: 2, serverProcesses: 2 });
    expect(passOf(passes, transaction, 'closed')).toMatchObject({ connected: 8 });
    expect(passOf(passes, transaction, 'closed').serverProcesses).toBeLessThanOrEqual(2);
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
    expect(pooler?.samples.length).toBeGreaterThan(2);
    expect(note).toBe('A pool of 2 server connections.');
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

test('more connections than the server has: refused ones are counted, the others make the load', async () => {
  const limited = await passesOf(clients, {
    ...withPlan(request, [direct, transaction], { clients: plan({ counts: each([12]) }) }),
    roles: request.roles,
  });
  expect(limited.every(({ connectErrors }) => connectErrors.length === 0)).toBe(true);
  const { user } = request.roles.rls;
  await withClient(database.admin, (client) =>
    client.query(`alter role "${user}" connection limit 5`),
  );
  try {
    const passes = await passesOf(
      clients,
      withPlan(request, [direct, transaction], { clients: plan({ counts: each([12]) }) }),
    );
    const refused = passOf(passes, direct, 'closed');
    expect(refused).toMatchObject({ clients: 12, connected: 5, failed: 0 });
    expect(refused.completed).toBeGreaterThan(0);
    expect(refused.connectErrors).toEqual([
      expect.objectContaining({ sqlState: '53300', count: 7 }),
    ]);
    expect(passOf(passes, transaction, 'closed')).toMatchObject({
      connected: 12,
      connectErrors: [],
    });
  } finally {
    await withClient(database.admin, (client) =>
      client.query(`alter role "${user}" connection limit -1`),
    );
  }
});

test('out of max_client_conn: clients are refused and no faster for it', async () => {
  const few = changedPoolers(() => {}, { maxClients: 4 });
  const asked = withPlan(request, [transaction], { clients: plan({ counts: each([12]) }) });
  const passes = await passesOf(clients, { ...asked, poolers: few });
  const pass = passOf(passes, transaction, 'closed');
  expect(pass.connected).toBeLessThan(12);
  const refused = pass.connectErrors.reduce((sum, { count }) => sum + count, 0);
  expect(pass.connected + refused).toBe(12);
  expect(pass.connectErrors[0]?.message).toMatch(/max_client_conn/);
});

test('PgBouncer killed in a load: the pass has failed, and the next pass goes on', async () => {
  let opened = 0;
  const dying = changedPoolers(({ pid }) => {
    opened += 1;
    if (opened === 1) setTimeout(() => process.kill(pid ?? 0, 'SIGKILL'), 500);
  });
  const asked = withPlan(request, [transaction, direct], {
    passes: each(2),
    clients: plan({ exchanges: each(1_000_000), seconds: each(1) }),
  });
  const passes = await passesOf(clients, { ...asked, poolers: dying });
  expect(passes).toHaveLength(8);
  const failed = passes.filter(({ failed }) => failed > 0);
  expect(failed.map(({ arm }) => arm)).toEqual(['transaction']);
  expect(failed[0]?.errors.map(({ kind }) => kind)).toContain('connection');
});

test('a PgBouncer that does not come up is a failed pass with its reason, not the end', async () => {
  const { EnvironmentError } = await import('../../bench/errors.js');
  const none: PoolerSource = {
    ...poolers,
    open: async () => {
      throw new EnvironmentError('PgBouncer did not come up.', 'Look at its log.');
    },
  };
  const asked = withPlan(request, [transaction, direct], { clients: plan() });
  const passes = await passesOf(clients, { ...asked, poolers: none });
  expect(passOf(passes, transaction, 'open')).toMatchObject({
    ...{ completed: 0, failed: 1, corrected: null, uncorrected: null },
    note: 'This pass could not be made: PgBouncer did not come up.',
  });
  expect(passOf(passes, direct, 'open').completed).toBeGreaterThan(0);
});

test('interrupted: what was made stays, half a pass is none', async () => {
  const controller = new AbortController();
  const passes: LoadPass[] = [];
  await clients({
    ...withPlan(request, [direct, appPool], { clients: plan({ counts: each([2]) }) }),
    signal: controller.signal,
    onLoad: (pass) => {
      passes.push(pass);
      controller.abort();
    },
  });
  expect(passes).toHaveLength(1);
});

test('burst: a baseline that the slowest route holds, and clients that wait for a pool of one', async () => {
  const shape = {
    ...{ baselineShare: 0.4, factor: 10, clients: 8, bursts: each(1) },
    ...{ baselineSeconds: each(0.5), burstSeconds: each(0.3) },
  };
  const asked = withPlan(request, [appPool, transaction], { poolSize: 1, burst: shape });
  const passes = await passesOf(burst, asked);
  expect(passes).toHaveLength(2);
  for (const pass of passes) {
    expect(pass).toMatchObject({ probe: 'burst', loop: 'open', arrivals: 'poisson', failed: 0 });
    expect(pass.intended).toBe(pass.completed + pass.dropped);
    const { baselinePerSecond, burstPerSecond } = pass.levels;
    expect(burstPerSecond).toBe(10 * Number(baselinePerSecond));
    const [calm, busy] = [pass.timeline[1], pass.timeline[6]];
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
      expect(at(transaction, 'busy', size).serverProcesses).toBeLessThanOrEqual(size);
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

test('without PgBouncer its arms are left out and the rest is measured', async () => {
  const asked = withPlan(request, [direct, transaction], { clients: plan({ counts: each([1]) }) });
  const passes = await passesOf(clients, { ...asked, poolers: undefined });
  expect([...new Set(passes.map(({ arm }) => arm))]).toEqual(['direct']);
});
