import { expect, test } from 'vitest';
import { RunFailedError } from '../../bench/errors.js';
import type { LoadError, LoadPass } from '../../bench/result/load-parts.js';
import { failedLoads } from '../../bench/run/failed-loads.js';

const error = (over: Partial<LoadError>): LoadError => ({
  ...{ kind: 'server-error', sqlState: '', message: 'it broke', count: 3, ...over },
});

const pass = (errors: readonly LoadError[]): LoadPass =>
  ({
    ...{ scenario: 'clients', arm: 'transaction', levels: { clients: 100 } },
    ...{ threads: 1, failed: errors.length === 0 ? 0 : 3, intended: 500, errors: [...errors] },
  }) as unknown as LoadPass;

test('a load whose exchanges failed ends the run with exit code 1, naming arm, level and error', () => {
  const told = failedLoads([
    pass([]),
    pass([error({ sqlState: '57P01', message: 'terminating connection' })]),
    pass([error({})]),
  ]);
  expect(told).toBeInstanceOf(RunFailedError);
  expect(told?.message).toBe(
    'arm transaction of clients, clients 100: 3 of 500 exchanges failed: 57P01 terminating connection (and 1 more pass)',
  );
});

test('a pass that could not be made is no exchange that failed', () => {
  const made = { ...pass([error({ kind: 'connection' })]), threads: 0, failed: 1, intended: 1 };
  expect(failedLoads([made])?.message).toBe(
    'arm transaction of clients, clients 100: a pass failed: it broke',
  );
});

test('clients that no connection was left for, and what an overload left unanswered, fail no run', () => {
  expect(
    failedLoads([
      pass([error({ kind: 'connection', sqlState: '53300', message: 'too many clients' })]),
      pass([
        error({ sqlState: '08P01', message: 'no more connections allowed (max_client_conn)' }),
      ]),
      pass([error({ kind: 'unfinished', message: 'Not ended 30 s after the last arrival' })]),
    ]),
  ).toBeUndefined();
});
