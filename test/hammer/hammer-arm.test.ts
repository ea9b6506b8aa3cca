import { afterAll, beforeAll, expect, test } from 'vitest';
import { EnvironmentError } from '../../bench/errors.js';
import { type HammerArmRequest, hammerArm } from '../../bench/hammer/hammer-arm.js';
import type { Pooler, PoolerSource } from '../../bench/pooler/pooler.js';
import { hammerResult } from '../../bench/result/load-parts.js';
import { withClient } from '../../bench/target/connect.js';
import { type LyingProxy, startLyingProxy } from '../../scripts/lying-proxy.js';
import { openTestPoolers } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { arm, latest, manyTenants } from './many-tenants.js';

let database: TestDatabase;
let poolers: PoolerSource;
let request: HammerArmRequest;

beforeAll(async () => {
  database = await openTestDatabase();
  poolers = await openTestPoolers();
  request = await manyTenants(database, poolers);
}, 60_000);

afterAll(() => database.close());

const READS = 500;
const extent = { reads: READS, seconds: 20 };

test.each(['set-local', 'set-config-pipelined', 'set-config-implicit'] as const)(
  '%s in transaction mode: every row of every read is the tenant’s',
  async (context) => {
    const result = await hammerArm(request, arm(context), extent);
    expect(result).toMatchObject({ verdict: 'no leak', foreignReads: 0, emptyReads: 0, note: '' });
    expect(result).toMatchObject({ errors: [], tenants: 12, isControl: false });
    expect(result.reads).toBeGreaterThanOrEqual(READS);
    expect(result.rows).toBe(2 * result.reads);
    expect(hammerResult.parse(result)).toEqual(result);
  },
);

test('SET LOCAL ROLE: each tenant reads as its role; those that were made for it are gone again', async () => {
  const result = await hammerArm(request, arm('set-local-role'), { reads: 300, seconds: 20 });
  expect(result).toMatchObject({ verdict: 'no leak', errors: [], tenants: 12 });
  const { rows } = await withClient(database.admin, (client) =>
    client.query('select rolname from pg_roles where starts_with(rolname, $1)', [
      `${database.target.prefix}_t0000`,
    ]),
  );
  expect(rows).toHaveLength(3);
});

test('a simple message of two statements is one read', async () => {
  const simple = arm('one-message', { statement: 'simple' });
  const result = await hammerArm(request, simple, { reads: 300, seconds: 20 });
  expect(result).toMatchObject({ verdict: 'no leak', errors: [] });
  expect(result.rows).toBe(2 * result.reads);
});

test.each(['session-set', 'session-set-reset', 'set-local-autocommit'] as const)(
  '%s in transaction mode is caught: the check sees a leak',
  async (context) => {
    const result = await hammerArm(request, arm(context), extent);
    expect(result).toMatchObject({ verdict: 'control caught', isControl: true, errors: [] });
    expect(result.foreignReads).toBeGreaterThan(0);
    expect(result.firstCaughtMs).toBeGreaterThan(0);
  },
);

test('a control is caught through a pooler that does not tell the size of its pool', async () => {
  const silent: PoolerSource = {
    ...poolers,
    open: async (...given) => {
      const pooler = await poolers.open(...given);
      return { ...pooler, settings: { ...pooler.settings, poolSize: 0 } };
    },
  };
  const request_ = { ...request, poolers: silent };
  const result = await hammerArm(request_, arm('set-local-autocommit'), extent);
  expect(result).toMatchObject({ verdict: 'control caught', poolSize: null, errors: [] });
});

test('a control that does not leak is missed, loudly: here the pooler cleans up after each transaction', async () => {
  const cleaning: PoolerSource = {
    ...poolers,
    open: (server, logins, settings) =>
      poolers.open(server, logins, { ...settings, serverResetQueryAlways: true }),
  };
  const request_ = { ...request, poolers: cleaning };
  const result = await hammerArm(request_, arm('session-set'), { reads: 300, seconds: 20 });
  expect(result).toMatchObject({ verdict: 'control missed', foreignReads: 0 });
  expect(result.note).toMatch(/the check is blind here/);
});

test('session mode: clients come and go, and find nothing of the one before', async () => {
  const session = arm('set-config', { route: 'pgbouncer-session' });
  const result = await hammerArm(request, session, { reads: 1_000, seconds: 20 });
  expect(result).toMatchObject({ verdict: 'no leak', errors: [], emptyReads: 0 });
});

test('one foreign row in one of thousands of responses is caught', async () => {
  let proxy: LyingProxy | undefined;
  const by: HammerArmRequest['by'] = async (settings) => {
    proxy = await startLyingProxy(settings, 5_000);
    return proxy.settings;
  };
  const result = await hammerArm({ ...request, by }, arm('set-config-pipelined'), {
    reads: 5_000,
    seconds: 20,
  });
  await proxy?.close();
  expect(proxy?.lies()).toBe(1);
  expect(result).toMatchObject({ verdict: 'leak', foreignReads: 1, errors: [] });
  expect(result.firstCaughtMs).toBeGreaterThan(0);
});

test('an arm whose queries fail is failed, with not a read', async () => {
  const broken = { ...latest, rls: 'select tenant_id, 1 / 0 from invoices' };
  const scenario = { name: 'broken', operations: [broken] };
  const result = await hammerArm({ ...request, scenario }, arm('set-local'), extent);
  expect(result).toMatchObject({ verdict: 'failed', reads: 0, rows: 0, foreignReads: 0 });
  expect(result.errors).toMatchObject([{ kind: 'server-error', sqlState: '22012' }]);
  expect(result.note).toMatch(/failed and are not among the reads; most often: 22012 /);
});

test('a pooler that dies on the way makes an arm that failed', async () => {
  const dying: PoolerSource = {
    ...poolers,
    open: async (...given) => {
      const pooler: Pooler = await poolers.open(...given);
      setTimeout(() => process.kill(pooler.pid as number, 'SIGKILL'), 300);
      return pooler;
    },
  };
  const result = await hammerArm({ ...request, poolers: dying }, arm('set-local'), {
    reads: Number.POSITIVE_INFINITY,
    seconds: 20,
  });
  expect(result).toMatchObject({ verdict: 'failed', foreignReads: 0 });
  expect(result.seconds).toBeLessThan(20);
  expect(result.errors.map(({ kind }) => kind)).toContain('connection');
  expect(result.note).toMatch(/often: (\w+ )?PgBouncer 1\.\d+\.\d+ (is gone|was shut down)/);
});

test('a pooler that does not come up makes an arm that failed, and says why', async () => {
  const absent: PoolerSource = {
    ...poolers,
    open: () => Promise.reject(new EnvironmentError('PgBouncer did not come up', 'See its log.')),
  };
  const result = await hammerArm({ ...request, poolers: absent }, arm('set-local'), extent);
  expect(result).toMatchObject({ verdict: 'failed', reads: 0 });
  expect(result.note).toMatch(/PgBouncer did not come up See its log\./);
});

test('what was found stays found when clearing up after it fails', async () => {
  const unclosed: PoolerSource = {
    ...poolers,
    open: async (...given) => {
      const pooler = await poolers.open(...given);
      const close = async () => {
        await pooler.close();
        throw new Error('it would not close');
      };
      return { ...pooler, close };
    },
  };
  const request_ = { ...request, poolers: unclosed };
  const result = await hammerArm(request_, arm('session-set'), { reads: 300, seconds: 20 });
  expect(result).toMatchObject({ verdict: 'control caught', errors: [] });
  expect(result.foreignReads).toBeGreaterThan(0);
  expect(result.note).toMatch(/could not be removed: it would not close$/);
});
