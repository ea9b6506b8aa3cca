import { expect, test } from 'vitest';
import { openPassPooler } from '../../bench/pass/pass-pooler.js';
import type { Pooler, PoolerSettings, PoolerSource } from '../../bench/pooler/pooler.js';
import type { Target } from '../../bench/target/target.js';
import { LOAD_ARMS } from '../probe/small-load.js';

const login = { host: '', port: 0, database: '', user: '', password: '', ssl: false };
const target = { admin: login } as Target;
const asked: PoolerSettings = {
  ...{ poolMode: 'transaction', poolSize: 10, maxClients: 100, maxPreparedStatements: 200 },
};

/** A pooler that runs already: whatever it is asked for, its pool has this size. */
const running = (poolSize: number): PoolerSource => ({
  ...{ version: '1.24.1', description: '', close: async () => {} },
  open: async (_server, _logins, settings) =>
    ({
      ...{ settings: { ...settings, poolSize }, pid: null, close: async () => {} },
      reconnect: async () => {
        reconnected += 1;
        throw new Error('not allowed');
      },
      // Nobody listens there.
      through: () => ({ ...login, host: '127.0.0.1', port: 1 }),
    }) as unknown as Pooler,
});
let reconnected = 0;

const open = (poolSize: number, levels: Record<string, number>, settings = asked) => {
  const arm = { ...({ route: 'direct-pooled', login, work: [], ownConnections: false } as const) };
  const point = { arm: { ...arm, arm: LOAD_ARMS.transaction }, levels };
  return openPassPooler({ poolers: running(poolSize), target }, point, settings);
};

test('one that runs already begins each pass with new backends, where it lets us', async () => {
  reconnected = 0;
  await open(10, { clients: 8 });
  expect(reconnected).toBe(1);
});

test('one of our own has what was asked', async () => {
  const session = { ...asked, poolMode: 'session' } as const;
  expect((await open(10, { clients: 8 }, session)).note).toBe('');
});

test('one that runs already keeps its pool, which is said', async () => {
  const { note } = await open(20, { clients: 8 });
  expect(note).toBe('The pooler runs already, and its pool has 20 server connections.');
  expect((await open(0, { clients: 8 })).note).toMatch(/a size that is not known/);
});

test('no figure of a pool size is made with a pool of another', async () => {
  await expect(open(20, { poolSize: 10 })).rejects.toThrow(/a pool of 10, got 20/);
});

test('session mode: clients beyond its pool would wait without end', async () => {
  const session = { ...asked, poolMode: 'session' } as const;
  await expect(open(5, { clients: 8 }, session)).rejects.toThrow(/a pool of 10, got 5/);
  expect((await open(20, { clients: 8 }, session)).note).toMatch(/20 server connections/);
});
