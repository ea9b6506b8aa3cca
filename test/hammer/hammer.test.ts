import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HammerRequest, runHammer } from '../../bench/hammer/hammer.js';
import type { HammerArmRequest } from '../../bench/hammer/hammer-arm.js';
import { encodeReads } from '../../bench/hammer/reads.js';
import { hammeredTenants } from '../../bench/hammer/tenants.js';
import { verdictOf } from '../../bench/hammer/verdict.js';
import type { Operation } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestPoolers } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { arm, latest, manyTenants, tenants } from './many-tenants.js';

/** What the clients themselves do, on connections straight to the server. */

let database: TestDatabase;
let given: HammerArmRequest;

beforeAll(async () => {
  database = await openTestDatabase();
  given = await manyTenants(database, await openTestPoolers());
}, 60_000);

afterAll(() => database.close());

function direct(
  context: Parameters<typeof arm>[0],
  over: Partial<HammerRequest> = {},
  operation: Operation = latest,
): HammerRequest {
  return {
    ...encodeReads(arm(context), operation, tenants),
    ...{ settings: given.roles.rls, tenantColumn: 'tenant_id', clients: 4, wantedReads: 200 },
    ...{ seconds: 20, random: given.random, signal: given.signal, ...over },
  };
}

test('tenants are the named ones and others that have rows, each once', async () => {
  const wanted = (count: number) =>
    hammeredTenants(given.roles, arm('set-local'), latest, tenants, count);
  const ten = (await wanted(10)).map(({ tenantId }) => tenantId);
  expect(new Set(ten).size).toBe(10);
  expect(ten.slice(0, 3)).toEqual(tenants.map(({ tenantId }) => tenantId));
  expect(await wanted(50)).toHaveLength(12);
});

test('as many reads as wanted are made, by all clients together', async () => {
  const outcome = await runHammer(direct('set-config'));
  expect(outcome).toMatchObject({
    foreignReads: 0,
    emptyReads: 0,
    errors: [],
    firstCaughtMs: null,
  });
  expect(outcome.reads).toBeGreaterThanOrEqual(200);
  // Each client may have one under way when the last is counted.
  expect(outcome.reads).toBeLessThan(204);
});

test('when its time is up before there is anything to tell, it goes on until there is', async () => {
  const forever = { wantedReads: Number.POSITIVE_INFINITY, seconds: 0 };
  const outcome = await runHammer(direct('set-config', forever));
  expect(outcome.reads).toBeGreaterThanOrEqual(10 * 4);
});

test('where the context is lost on the way, reads are empty and show nothing', async () => {
  const outcome = await runHammer(direct('set-local-autocommit'));
  expect(outcome.reads).toBeGreaterThanOrEqual(200);
  expect(outcome).toMatchObject({ emptyReads: outcome.reads, rows: 0, errors: [] });
  expect(verdictOf({ ...outcome, isControl: false })).toBe('failed');
});

test('a row without its tenant is not taken for one', async () => {
  const rls = latest.rls.replace('tenant_id', 'null::uuid as tenant_id');
  const outcome = await runHammer(direct('set-local', {}, { ...latest, rls }));
  expect(outcome.foreignReads).toBe(outcome.reads);
  const nameless = latest.rls.replace('tenant_id', 'tenant_id as whose');
  const unknown = await runHammer(direct('set-local', {}, { ...latest, rls: nameless }));
  expect(unknown).toMatchObject({ reads: 0, foreignReads: 0 });
  expect(unknown.errors[0]?.message).toBe(
    'The result has no column tenant_id to tell its tenant by',
  );
});

test('an error at the end of an exchange leaves no read, however good its rows were', async () => {
  await withClient(database.admin, (client) =>
    client.query(`
      create function refuse() returns trigger language plpgsql as
        'begin raise exception ''too late''; end';
      create table log (entry int);
      create constraint trigger at_commit after insert on log
        deferrable initially deferred for each row execute function refuse();
      create function logged() returns int language plpgsql security definer as
        'begin insert into log values (1); return 1; end';
    `),
  );
  const rls = latest.rls.replace('order by', 'where logged() = 1 order by');
  const outcome = await runHammer(direct('set-config-pipelined', {}, { ...latest, rls }));
  expect(outcome).toMatchObject({ reads: 0, rows: 0, emptyReads: 0, foreignReads: 0 });
  expect(outcome.errors).toMatchObject([{ sqlState: 'P0001', message: 'too late' }]);
});

test('what is refused a connection is counted, and is no read', async () => {
  const settings = { ...given.roles.rls, password: 'wrong' };
  const outcome = await runHammer(direct('set-local', { settings }));
  expect(outcome).toMatchObject({ reads: 0 });
  expect(outcome.errors).toMatchObject([{ kind: 'server-error', sqlState: '28P01', count: 4 }]);
});

test('a server that answers no more is given up on', async () => {
  const rls = 'select tenant_id, id from invoices where pg_sleep(60) is null';
  const hanging = direct('set-local', { silenceMs: 300 }, { ...latest, rls });
  const outcome = await runHammer(hanging);
  expect(outcome.errors).toMatchObject([
    {
      kind: 'connection',
      message: expect.stringContaining('no client was answered for 0.3 s'),
      count: 4,
    },
  ]);
});

test('what takes a connection and says no word is given up on', async () => {
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const settings = { ...given.roles.rls, port: (mute.address() as AddressInfo).port };
  const outcome = await runHammer(direct('set-local', { settings, silenceMs: 200 }));
  for (const socket of sockets) socket.destroy();
  mute.close();
  expect(outcome).toMatchObject({ reads: 0, foreignReads: 0 });
  expect(outcome.errors).toMatchObject([
    { message: expect.stringContaining('no connection was made within 0.2 s'), count: 4 },
  ]);
});

test('it ends when it is interrupted', async () => {
  const interrupted = new AbortController();
  setTimeout(() => interrupted.abort(), 100);
  const forever = { wantedReads: Number.POSITIVE_INFINITY, signal: interrupted.signal };
  const outcome = await runHammer(direct('set-local', forever));
  expect(outcome.seconds).toBeLessThan(20);
  expect(outcome.errors).toEqual([]);
});
