import { expect, test } from 'vitest';
import type { LoadOutcome } from '../../bench/load/load.js';
import { encodeHistogram } from '../../bench/load/open/histogram.js';
import { failedPass, type PassSubject, passRecord } from '../../bench/pass/pass-record.js';
import { loadPass } from '../../bench/result/load-parts.js';
import { LOAD_ARMS } from '../probe/small-load.js';
import { operations } from '../proof/small-scenario.js';

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

const outcome: LoadOutcome = {
  ...{ threads: 1, startedAt: '2026-11-21T20:00:00.000Z', seconds: 0.5, connected: 3 },
  ...{ intended: 10, completed: 8, failed: 2, dropped: 0, queued: 0, late: 0 },
  ...{ corrected: null, uncorrected: encodeHistogram([1, 2, 3]), lateness: null },
  connectTime: encodeHistogram([]),
  errors: [{ kind: 'server-error', sqlState: '57014', message: 'canceled', count: 2 }],
  connectErrors: [{ kind: 'connection', sqlState: '53300', message: 'full', count: 1 }],
  ...{ clientCpuNs: 1000, clientBytes: 300, timeline: [] },
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
    ...{ reachedPerSecond: 16, serverCpuNs: 500, clientCpuNs: 100, clientBytes: 100 },
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
    ...{ completed: 0, failed: 1, corrected: null, uncorrected: null },
    ...{ note: 'This pass could not be made: No pooler.', levels: { clients: 4 } },
  });
});
