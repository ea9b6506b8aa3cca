import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../../bench/context/registry.js';
import { InterruptedError } from '../../../bench/errors.js';
import type { LoadConnections, LoadOutcome, OpenLoopRequest } from '../../../bench/load/load.js';
import { quantilesOf } from '../../../bench/load/open/histogram.js';
import { runClosedLoad, runOpenLoop } from '../../../bench/load/open/run.js';
import type { ConnectionSettings, Work } from '../../../bench/load/session.js';
import { withClient } from '../../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { startTroubledProxy } from '../proxy.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

function workOf(text: string, values: string[] = [], expectedRows = 1): Work[] {
  const call = { name: 'query', text, values, tenantId: '7' };
  return [{ exchange: CONTEXT_STRATEGIES.none.exchange(call), expectedRows, tenantId: '7' }];
}

const quickly = workOf('select 1');

function connections(
  count: number,
  settings: ConnectionSettings = database.admin,
  work: readonly Work[] = quickly,
): LoadConnections {
  return { count, settings, client: 'wire', work };
}

const common = { bucketMs: 100, decodeEvery: 20, signal: new AbortController().signal };

function constant(ratePerSecond: number, seconds: number): Omit<OpenLoopRequest, 'connections'> {
  const arrivals = { process: 'constant', phases: [{ seconds, ratePerSecond }], seed: 1 } as const;
  return { ...common, arrivals, queueLimit: 10_000 };
}

function expectConserved(outcome: LoadOutcome): void {
  const { intended, completed, failed, dropped, timeline } = outcome;
  expect(completed + failed + dropped).toBe(intended);
  expect(outcome.errors.reduce((sum, { count }) => sum + count, 0)).toBe(failed);
  for (const of of ['intended', 'completed', 'failed', 'dropped'] as const) {
    expect(timeline.reduce((sum, slice) => sum + slice[of], 0)).toBe(outcome[of]);
  }
  expect(quantilesOf(outcome.uncorrected)?.samples ?? 0).toBe(completed);
}

function p90Ns(histogram: string | null): number {
  return quantilesOf(histogram ?? '')?.p90Ns ?? Number.NaN;
}

test('an open loop makes all its arrivals, and connections are gone afterwards', async () => {
  const applicationName = 'an open loop';
  const settings = { ...database.admin, applicationName };
  const seen: string[] = [];
  const outcome = await runOpenLoop({
    ...constant(300, 1),
    connections: [connections(3, settings)],
    onReady: () => void seen.push('ready'),
    onEnd: async () => {
      seen.push(`${await backends(applicationName)} at the end`);
    },
  });
  expectConserved(outcome);
  expect(outcome).toMatchObject({ threads: 1, connected: 3, intended: 300, completed: 300 });
  expect(outcome.seconds).toBeGreaterThanOrEqual(1);
  expect(quantilesOf(outcome.connectTime)?.samples).toBe(3);
  expect(quantilesOf(outcome.lateness ?? '')?.samples).toBe(300 - outcome.queued);
  expect(outcome.clientCpuNs).toBeGreaterThan(0);
  expect(seen).toEqual(['ready', '3 at the end']);
  await expect.poll(() => backends(applicationName)).toBe(0);
});

test('while the server does not answer, corrected latency grows and uncorrected does not', async () => {
  const proxy = await startTroubledProxy(database.admin);
  try {
    const outcome = await runOpenLoop({
      ...constant(200, 1.5),
      connections: [connections(3, proxy.settings)],
      onReady: () => void setTimeout(() => void proxy.stall(500), 500),
    });
    expectConserved(outcome);
    expect(outcome.completed).toBe(300);
    // A third of the arrivals met the stall, and nine in ten of them had 50 ms of it before them.
    expect(p90Ns(outcome.corrected)).toBeGreaterThan(4 * p90Ns(outcome.uncorrected));
    expect(outcome.queued).toBeGreaterThan(50);
    expect(Math.max(...outcome.timeline.map(({ queued }) => queued))).toBeGreaterThan(50);
  } finally {
    await proxy.close();
  }
});

test('lost connections are opened again; what was under way is failed, not fast', async () => {
  const proxy = await startTroubledProxy(database.admin);
  try {
    const outcome = await runOpenLoop({
      ...constant(200, 1.5),
      connections: [connections(3, proxy.settings)],
      onReady: () => void setTimeout(() => void proxy.down(300), 400),
    });
    expectConserved(outcome);
    expect(outcome.errors.map(({ kind }) => kind)).toContain('connection');
    expect(outcome.connectErrors.length).toBeGreaterThan(0);
    // 3 at the start, and each again.
    expect(quantilesOf(outcome.connectTime)?.samples).toBeGreaterThanOrEqual(6);
    expect(outcome.connected).toBe(3);
    expect(outcome.timeline[13]?.completed).toBe(20);
  } finally {
    await proxy.close();
  }
});

test('refused connections are counted by what the server said; the others make the load', async () => {
  const user = `${database.admin.database}_limited`;
  const password = 'only for this test';
  await withClient(database.admin, (client) =>
    client.query(`create role ${user} login connection limit 2 password '${password}'`),
  );
  const limited = { ...database.admin, user, password };
  const some = await runClosedLoad({
    ...common,
    connections: [connections(5, limited)],
    ...{ exchanges: 50, seconds: 5 },
  });
  expectConserved(some);
  expect(some).toMatchObject({ connected: 2, completed: 50 });
  expect(some.connectErrors).toMatchObject([{ kind: 'connection', sqlState: '53300', count: 3 }]);

  const none = await runOpenLoop({
    ...constant(100, 1),
    connections: [connections(2, { ...limited, password: 'another' })],
  });
  expectConserved(none);
  expect(none).toMatchObject({ connected: 0, intended: 0, seconds: 0, timeline: [] });
  expect(none.connectErrors).toMatchObject([{ sqlState: '28P01', count: 2 }]);
  expect(quantilesOf(none.uncorrected)).toBeNull();
});

test('what fails has no latency, and is counted by what it was', async () => {
  const outcome = await runOpenLoop({
    ...constant(100, 0.5),
    connections: [
      connections(1, database.admin, workOf('select 1 / n from generate_series(0, 0) n')),
      connections(1, database.admin, workOf('select 1', [], 2)),
    ],
  });
  expectConserved(outcome);
  expect(outcome).toMatchObject({ completed: 0, failed: 50 });
  expect(quantilesOf(outcome.corrected ?? '')).toBeNull();
  const kinds = outcome.errors.map(({ kind, sqlState }) => `${kind} ${sqlState}`).sort();
  expect(kinds).toEqual(['server-error 22012', 'wrong-row-count ']);
});

test('arrivals that find too many waiting are dropped', async () => {
  const outcome = await runOpenLoop({
    ...constant(200, 0.5),
    queueLimit: 2,
    connections: [connections(1, database.admin, workOf('select pg_sleep(0.05)'))],
  });
  expectConserved(outcome);
  expect(outcome.dropped).toBeGreaterThan(50);
  expect(Math.max(...outcome.timeline.map(({ queued }) => queued))).toBe(2);
});

test('two threads make together what one makes', async () => {
  const request = constant(200, 0.5);
  const outcome = await runOpenLoop({
    ...request,
    arrivals: { ...request.arrivals, process: 'poisson' },
    threads: 2,
    connections: [connections(2), connections(1)],
  });
  const alone = await runOpenLoop({
    ...request,
    arrivals: { ...request.arrivals, process: 'poisson' },
    connections: [connections(3)],
  });
  expectConserved(outcome);
  expect(outcome).toMatchObject({ threads: 2, connected: 3, failed: 0 });
  expect(outcome.timeline.slice(0, 5).map(({ intended }) => intended)).toEqual(
    alone.timeline.slice(0, 5).map(({ intended }) => intended),
  );
});

test('an abort ends it at once and leaves no connection', async () => {
  const applicationName = 'aborted';
  const abort = new AbortController();
  const running = runOpenLoop({
    ...constant(100, 20),
    signal: abort.signal,
    connections: [connections(2, { ...database.admin, applicationName })],
    onReady: () => void setTimeout(() => abort.abort(), 100),
  });
  await expect(running).rejects.toThrow(InterruptedError);
  await expect.poll(() => backends(applicationName)).toBe(0);
});

test('of a closed loop rate times mean latency is the number of clients', async () => {
  const outcome = await runClosedLoad({
    ...common,
    connections: [connections(4)],
    ...{ exchanges: 4000, seconds: 20 },
  });
  expectConserved(outcome);
  expect(outcome).toMatchObject({ intended: 4000, completed: 4000, corrected: null });
  const meanSeconds = (quantilesOf(outcome.uncorrected)?.meanNs ?? 0) / 1e9;
  const clients = (outcome.completed / outcome.seconds) * meanSeconds;
  expect(Math.abs(clients / 4 - 1)).toBeLessThan(0.05);
});

test('clients that share connections wait for one, and are as many all the while', async () => {
  const outcome = await runClosedLoad({
    ...common,
    connections: [connections(2)],
    ...{ clients: 10, exchanges: 6000, seconds: 20 },
  });
  expectConserved(outcome);
  expect(outcome).toMatchObject({ connected: 2, completed: 6000 });
  // Who has ended asks again before its connection takes the first that waits.
  expect(Math.max(...outcome.timeline.map(({ queued }) => queued))).toBe(9);
  const meanSeconds = (quantilesOf(outcome.uncorrected)?.meanNs ?? 0) / 1e9;
  const clients = (outcome.completed / outcome.seconds) * meanSeconds;
  expect(Math.abs(clients / 10 - 1)).toBeLessThan(0.05);
});

test('a closed loop ends by time too; a connection an exchange is closed after it', async () => {
  const outcome = await runClosedLoad({
    ...common,
    connections: [{ ...connections(2), perRequest: true }],
    ...{ exchanges: 1_000_000, seconds: 0.5 },
  });
  expectConserved(outcome);
  expect(outcome.failed).toBe(0);
  expect(quantilesOf(outcome.connectTime)?.samples).toBe(outcome.completed);
  expect(outcome.connected).toBe(2);
});

test('connections are warmed up before the load, and that is no part of it', async () => {
  await withClient(database.admin, (client) => client.query('create sequence warmed'));
  const work = workOf("select nextval('warmed')");
  let before = '';
  const outcome = await runClosedLoad({
    ...common,
    connections: [{ ...connections(3), work, warmUp: { work, exchanges: 8 } }],
    ...{ exchanges: 50, seconds: 5 },
    onReady: async () => {
      const { rows } = await withClient(database.admin, (client) =>
        client.query('select last_value from warmed'),
      );
      before = rows[0].last_value;
    },
  });
  expectConserved(outcome);
  expect(outcome).toMatchObject({ intended: 50, completed: 50 });
  expect(before).toBe('24');
});

test('a warm-up of other work leaves the load its own, and one that fails leaves it to tell', async () => {
  const warmUp = { work: workOf('select 1 / n from generate_series(0, 0) n'), exchanges: 2 };
  const outcome = await runClosedLoad({
    ...common,
    // One name for two texts is a bug of ours, so the load's own statement is unnamed.
    connections: [{ ...connections(2), statement: 'unnamed', warmUp }],
    ...{ exchanges: 20, seconds: 5 },
  });
  expectConserved(outcome);
  expect(outcome).toMatchObject({ completed: 20, failed: 0 });
});

test('what is decoded is a share of the exchanges, however many connections make them', async () => {
  const wrong = quickly.map((item) => ({ ...item, expectedHash: 'of other rows' }));
  const outcome = await runClosedLoad({
    ...common,
    connections: [connections(40, database.admin, wrong)],
    ...{ exchanges: 40, seconds: 5 },
  });
  expectConserved(outcome);
  expect(outcome).toMatchObject({ completed: 38, failed: 2 });
});

async function backends(applicationName: string): Promise<number> {
  const client = new Client({ ...database.admin });
  await client.connect();
  try {
    const { rows } = await client.query(
      'select count(*)::int as count from pg_stat_activity where application_name = $1',
      [applicationName],
    );
    return rows[0].count;
  } finally {
    await client.end();
  }
}
