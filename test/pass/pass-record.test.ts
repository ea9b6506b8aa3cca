import { expect, test } from 'vitest';
import { encodeHistogram } from '../../bench/load/open/histogram.js';
import { failedPass, type PassSubject, passRecord } from '../../bench/pass/pass-record.js';
import { loadPass } from '../../bench/result/load-parts.js';
import { LOAD_ARMS } from '../probe/small-load.js';
import { operations } from '../proof/small-scenario.js';
import { outcome } from './outcome.js';

const [operation] = operations;
if (!operation) throw new Error('The small scenario has operations');

const subject: PassSubject = {
  ...{ scenario: 'clients', probe: 'clients', pass: 1, subject: { operation, tenant: 'whale' } },
  point: {
    arm: {
      ...{ arm: { ...LOAD_ARMS.direct, sibling: 'one' }, route: 'direct-pooled' },
      login: { host: '', port: 0, database: '', user: '', password: 'secret', ssl: false },
      ...{ work: [], ownConnections: true },
    },
    ...{ levels: { clients: 4 }, clients: 4, poolSize: 10, bucketMs: 100, note: 'One.' },
    load: { loop: 'closed', exchanges: 10, seconds: 1 },
  },
  connections: {
    ...{ count: 4, sharedBy: undefined, perRequest: false, pooler: undefined, note: 'Two.' },
  },
};

test('costs are an exchange that was sent, rates are of those that succeeded', () => {
  const backends = { cpuNs: 5000, processes: 3, bytes: 9 };
  const pooler = {
    version: '1.24.1',
    poolMode: 'session',
    poolSize: 3,
    cpuNs: 700,
    samples: [],
  } as const;
  const record = passRecord(subject, outcome, { backends, pooler: { ...pooler, samples: [] } });
  expect(loadPass.parse(record)).toEqual(record);
  expect(record).toMatchObject({
    ...{ reachedPerSecond: 16, serverCpuNs: 500, clientCpuNs: 100, clientBytes: null },
    ...{ clients: 4, connected: 3, serverProcesses: 3, serverBytes: 9, pooler: { cpuNs: 70 } },
    ...{ offeredPerSecond: null, arrivals: null, connectTime: null, note: 'One. Two.' },
  });
  expect(record.uncorrected?.p50Ns).toBeCloseTo(2e6, -4);
  expect(Object.keys(record.factors).sort()).toEqual(
    ['client', 'context', 'isolation', 'planCacheMode', 'route'].sort(),
  );
  expect(JSON.stringify(record)).not.toContain('secret');
});

test('a load without a client has no rate and no costs', () => {
  const nothing = { intended: 0, completed: 0, failed: 0, connected: 0, seconds: 0 };
  const beside = { backends: null, pooler: null };
  expect(passRecord(subject, { ...outcome, ...nothing }, beside)).toMatchObject({
    ...{ reachedPerSecond: 0, serverCpuNs: null, clientBytes: null, serverProcesses: null },
  });
});

test('a pass that could not be made has no latency, and its reason', () => {
  const record = failedPass(subject, 'No pooler.', new Date(0));
  expect(loadPass.parse(record)).toEqual(record);
  expect(record).toMatchObject({
    ...{ intended: 1, completed: 0, failed: 1, dropped: 0, threads: 0 },
    ...{ corrected: null, uncorrected: null },
    ...{ note: 'This pass could not be made: No pooler.', levels: { clients: 4 } },
  });
});

test('a closed loop that is not what its clients are is said to be', () => {
  // 4 clients that waited 10 ms for each of 100 answers: 1 s, and not 2.
  const idle = { ...outcome, completed: 100, failed: 0, connected: 4, errors: [], seconds: 0.5 };
  const uncorrected = encodeHistogram(Array.from({ length: 100 }, () => 10));
  const beside = { backends: null, pooler: null };
  expect(passRecord(subject, { ...idle, uncorrected }, beside).note).toMatch(
    /^One. Two. Rate times mean latency is 2.0, of 4 clients/,
  );
});
