import { expect, test } from 'vitest';
import { runClosedLoop } from '../../bench/load/closed-loop.js';
import type { ExchangeFailure, Session } from '../../bench/load/session.js';

/** A session whose transactions take a timer's tick and end as `outcome` says. */
function fakeSession(outcome: (index: number) => ExchangeFailure | undefined): Session {
  return {
    backendPid: 0,
    prepare: async () => {},
    run: (index, done) => void setTimeout(() => done(outcome(index)), 2),
    planCounts: async () => ({ genericPlans: 0, customPlans: 0 }),
    close: async () => {},
  };
}

const broken: ExchangeFailure = { kind: 'connection', sqlState: '', message: 'gone' };
const refused: ExchangeFailure = { kind: 'server-error', sqlState: '42501', message: 'no' };

test('rate times mean latency is the number of clients', async () => {
  const sessions = Array.from({ length: 4 }, () => fakeSession(() => undefined));
  const result = await runClosedLoop({ sessions, workItems: 3, seconds: 0.5 });
  expect(result.transactions).toBeGreaterThan(100);
  expect(result.transactionsPerSecond).toBeCloseTo(result.transactions / result.seconds, 6);
  expect(Math.abs(result.littlesLawDeviation)).toBeLessThan(0.05);
  expect(result.latencyNs.p50).toBeGreaterThan(1e6);
  expect(result.failures).toEqual([]);
});

test('cycles through the work, each client from a place of its own', async () => {
  const ran: number[][] = [[], []];
  const sessions = ran.map((list) =>
    fakeSession((index) => {
      list.push(index);
      return undefined;
    }),
  );
  await runClosedLoop({ sessions, workItems: 3, seconds: 0.1 });
  expect(ran[0]?.slice(0, 4)).toEqual([0, 1, 2, 0]);
  expect(ran[1]?.slice(0, 4)).toEqual([1, 2, 0, 1]);
});

test('counts failures apart, and goes on after those that leave a connection', async () => {
  const session = fakeSession((index) => (index === 1 ? refused : undefined));
  const result = await runClosedLoop({ sessions: [session], workItems: 2, seconds: 0.2 });
  const [entry] = result.failures;
  expect(entry?.failure).toEqual(refused);
  expect(entry?.count).toBeGreaterThan(5);
  expect(Math.abs(result.transactions - (entry?.count ?? 0))).toBeLessThanOrEqual(1);
});

test('a client whose connection is gone stops', async () => {
  const result = await runClosedLoop({
    sessions: [fakeSession(() => broken)],
    workItems: 1,
    seconds: 60,
  });
  expect(result.transactions).toBe(0);
  expect(result.failures).toEqual([{ failure: broken, count: 1 }]);
});
