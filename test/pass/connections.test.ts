import { describe, expect, test } from 'vitest';
import { connectionsOf } from '../../bench/pass/connections.js';
import type { LoadArm } from '../../bench/pass/load-arm.js';
import { LOAD_ARMS } from '../probe/small-load.js';

const { perRequest, direct, appPool, transaction, session } = LOAD_ARMS;

const ROOM = 90;

const of = (arm: LoadArm['arm'], clients: number, ownConnections = false) =>
  connectionsOf(
    {
      arm: {
        ...{ arm, route: arm.route ?? 'direct-pooled', ownConnections, work: [] },
        login: { host: '', port: 0, database: '', user: '', password: '', ssl: false },
      },
      ...{ clients, poolSize: 10 },
    },
    ROOM,
  );

describe('connections of clients', () => {
  test('an application pool is shared, and no larger than its clients are many', () => {
    expect(of(appPool, 100)).toMatchObject({ count: 10, sharedBy: 100, perRequest: false });
    expect(of(appPool, 10)).toMatchObject({ count: 10, sharedBy: undefined, note: '' });
    expect(of(appPool, 3)).toMatchObject({ count: 3, sharedBy: undefined });
  });

  test('clients with a connection of their own, said where the server has not as many', () => {
    expect(of(direct, 90, true)).toMatchObject({ count: 90, sharedBy: undefined, note: '' });
    expect(of(direct, 91, true)).toMatchObject({ count: 91 });
    expect(of(direct, 91, true).note).toMatch(/91 connections .* about 90 free/);
  });

  test('a connection a request', () => {
    expect(of(perRequest, 300)).toMatchObject({ count: 300, perRequest: true, pooler: undefined });
  });

  test('transaction mode: all clients through a small pool', () => {
    expect(of(transaction, 1000)).toMatchObject({
      count: 1000,
      pooler: { poolMode: 'transaction', poolSize: 10, maxClients: 1000 },
    });
  });

  test('session mode holds a server connection a client, and refuses who would wait without end', () => {
    expect(of(session, 50).pooler).toMatchObject({
      poolMode: 'session',
      poolSize: 50,
      maxClients: 50,
    });
    expect(of(session, 1000)).toMatchObject({
      count: 1000,
      pooler: { poolSize: 90, maxClients: 90 },
    });
    expect(of(session, 1000).note).toMatch(/refuses the clients beyond them/);
  });
});
