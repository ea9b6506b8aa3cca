import type {
  LoadBucket,
  LoadError,
  LoadPass,
  LoadQuantiles,
} from '../../bench/result/load-parts.js';
import type { Result } from '../../bench/result/result.js';
import type { MadeScenario } from './synthetic-scenario.js';

/** Made-up passes of load: plausible figures, no server. */

/** Quantiles around a median, in ns. */
export function quantiles(p50Ns: number, tail = 3): LoadQuantiles {
  return {
    ...{ samples: 3000, meanNs: p50Ns * 1.2, p50Ns, p75Ns: p50Ns * 1.2, p90Ns: p50Ns * 1.5 },
    ...{ p95Ns: p50Ns * (1 + tail / 2), p99Ns: p50Ns * tail, p999Ns: p50Ns * tail * 1.6 },
    maxNs: p50Ns * tail * 2.5,
  };
}

/** A sound pass of an open loop, with what a test wants to be otherwise. */
export function loadPass(given: Partial<LoadPass> = {}): LoadPass {
  return {
    ...{
      scenario: 'clients',
      probe: 'clients',
      arm: 'pooled',
      operation: 'point',
      tenant: 'whale',
    },
    factors: {
      ...{ isolation: 'rls', context: 'set-config-pipelined', client: 'wire' },
      ...{ planCacheMode: 'auto', route: 'pgbouncer-transaction' },
    },
    ...{ pass: 0, levels: {}, loop: 'open', arrivals: 'poisson', clients: 10, connected: 10 },
    ...{ threads: 1, startedAt: '2026-11-21T10:00:00.000Z', seconds: 3, offeredPerSecond: 1000 },
    ...{ reachedPerSecond: 998, intended: 3000, completed: 3000, failed: 0, dropped: 0 },
    ...{ queued: 12, late: 0, corrected: quantiles(400_000), uncorrected: quantiles(380_000) },
    ...{ lateness: quantiles(9_000), connectTime: quantiles(2_100_000), histogram: null },
    ...{ errors: [], connectErrors: [], clientCpuNs: 14_000, clientBytes: 28_000 },
    ...{ serverCpuNs: 90_000, serverProcesses: 10, serverBytes: 40_000_000, pooler: null },
    ...{ timeline: [], note: '' },
    ...given,
  };
}

export const TOO_MANY: LoadError = {
  ...{ kind: 'connection', sqlState: '53300', message: 'sorry, too many clients already' },
  count: 803,
};

type Arm = MadeScenario['arms'][number];

const ROUTES: readonly Arm[] = [
  { name: 'per-request', title: 'Direct, a connection a request', route: 'direct-per-request' },
  { name: 'own', title: 'Direct, a connection a client', route: 'direct-pooled' },
  { name: 'pooled', title: 'PgBouncer, transaction mode', route: 'pgbouncer-transaction' },
  { name: 'session', title: 'PgBouncer, session mode', route: 'pgbouncer-session' },
].map((arm) => ({
  ...{ isolation: 'rls' as const, context: 'set-config-pipelined' as const },
  ...(arm as { name: string; title: string; route: NonNullable<LoadPass['factors']['route']> }),
}));

/** A scenario whose arms are routes: planned, never in rounds. */
function madeRoutes(name: string, question: string, arms: readonly string[]): MadeScenario {
  return {
    ...{ name, question, operations: [{ name: 'point', title: 'Read one invoice by id' }] },
    ...{ contrasts: [], cost: () => ({ buffers: 4, index: 'invoices_pkey' }) },
    arms: ROUTES.filter((arm) => arms.includes(arm.name)),
  };
}

export const madeClients = madeRoutes('clients', 'What happens when the clients come?', [
  ...['per-request', 'own', 'pooled', 'session'],
]);
export const madeBurst = madeRoutes('burst', 'What does a burst do?', ['own', 'pooled']);
export const madePoolSize = madeRoutes('pool-size', 'How large a pool?', ['pooled']);

const pooler: NonNullable<LoadPass['pooler']> = {
  ...{ version: '1.24.1', poolMode: 'transaction', poolSize: 10, cpuNs: 21_000, samples: [] },
};

function factorsOf(name: string): LoadPass['factors'] {
  const route = ROUTES.find((arm) => arm.name === name)?.route ?? 'direct-pooled';
  return {
    ...{ isolation: 'rls', context: 'set-config-pipelined', client: 'wire', route },
    planCacheMode: 'auto',
  };
}

/** Three passes a few percent apart. */
function passes(of: Partial<LoadPass>, p50Ns: number, tail: number): LoadPass[] {
  return [1, 1.04, 0.97].map((drift, pass) => {
    const closed = of.loop === 'closed';
    return loadPass({
      ...{ corrected: closed ? null : quantiles(p50Ns * drift, tail) },
      uncorrected: quantiles(p50Ns * drift * 0.9, tail * (closed ? 1 : 0.8)),
      ...(closed ? { arrivals: null, offeredPerSecond: null, lateness: null } : {}),
      ...of,
      reachedPerSecond: (of.reachedPerSecond ?? 998) / drift ** 0.5,
      pass,
    });
  });
}

const COUNTS = [1, 10, 50, 100, 200, 500, 1000];

/** Direct ends at 197 connections; a connection a request is slow; session mode ends like direct. */
export function clientsLoads(counts: readonly number[] = COUNTS): LoadPass[] {
  return ROUTES.flatMap(({ name }) =>
    counts.flatMap((clients) =>
      (['open', 'closed'] as const).flatMap((loop) => {
        const base = { per: 6_000_000, own: 300_000, poo: 420_000, ses: 450_000 };
        const p50 =
          (base[name.slice(0, 3) as keyof typeof base] ?? 1) *
          (loop === 'closed' ? Math.max(1, clients / 6) : 1 + clients / 900);
        const held = name === 'own' || name === 'session' ? Math.min(clients, 197) : clients;
        const refused = held < clients ? [{ ...TOO_MANY, count: clients - held }] : [];
        const behind = name === 'per-request' && loop === 'open';
        const all = passes(
          {
            ...{ arm: name, factors: factorsOf(name), levels: { clients }, loop, clients },
            ...{ connected: held, connectErrors: refused },
            reachedPerSecond:
              loop === 'open'
                ? behind
                  ? 310
                  : 998
                : (6 / 6) * (2e9 / p50) * Math.min(clients, 6 + clients / 6),
            ...(behind ? { dropped: 1900 } : {}),
            ...{ serverProcesses: name === 'pooled' ? Math.min(10, clients) : held },
            serverBytes: 3_100_000 * (name === 'pooled' ? Math.min(10, clients) : held),
            pooler: name === 'pooled' || name === 'session' ? pooler : null,
          },
          behind ? 900_000_000 : p50,
          3,
        );
        return all;
      }),
    ),
  );
}

/** 12 s of slices of 100 ms, with bursts from 3 to 4 and from 7 to 8 s; `slowMs` to recover. */
export function burstTimelineOf(slowMs: number, peakNs: number, drift = 1): LoadBucket[] {
  return Array.from({ length: 120 }, (_, i) => {
    const atMs = i * 100;
    const inBurst = (atMs >= 3000 && atMs < 4000) || (atMs >= 7000 && atMs < 8000);
    const since = atMs - (atMs >= 8000 ? 8000 : 4000);
    const after = atMs >= 4000 && since >= 0 && since < slowMs;
    const wobble = 1 + ((i * 7) % 11) / 40;
    const p99 = (inBurst || after ? peakNs : 1_100_000) * wobble * drift;
    const intended = (inBurst ? 100 : 10) + (i % 3);
    return {
      ...{ atMs, intended, completed: intended, failed: 0, dropped: 0, ended: intended },
      ...{ p50Ns: p99 / 3, p99Ns: p99, maxNs: p99 * 1.3 },
      uncorrectedP99Ns: 1_000_000 * wobble * (inBurst ? 2 : 1),
      queued: inBurst || after ? 60 : 0,
    };
  });
}

export function burstLoads(): LoadPass[] {
  const offered = { offeredPerSecond: 250, reachedPerSecond: 249, intended: 3000 };
  const waits = burstTimelineOf(600, 1).map(({ atMs, queued }) => ({
    ...{ atMs, clientsActive: 10, clientsWaiting: queued, serversActive: 10, serversIdle: 0 },
    ...{ maxWaitNs: queued * 70_000, averageWaitNs: null },
  }));
  return [1, 1.1, 0.95].flatMap((drift, pass) => [
    loadPass({
      ...{ scenario: 'burst', probe: 'burst', arm: 'own', factors: factorsOf('own'), pass },
      ...{ ...offered, timeline: burstTimelineOf(300, 40_000_000, drift) },
      corrected: quantiles(1_100_000 * drift, 35),
    }),
    loadPass({
      ...{ scenario: 'burst', probe: 'burst', arm: 'pooled', factors: factorsOf('pooled'), pass },
      ...{ ...offered, timeline: burstTimelineOf(1200, 160_000_000, drift) },
      ...{ corrected: quantiles(1_200_000 * drift, 130), late: 4 },
      pooler: { ...pooler, samples: waits },
    }),
  ]);
}

const LENGTHS = { '1 ms': [1, 1], '10 ms': [10, 10], '2 ms and 20 ms thinking': [22, 2] } as const;

/** Two cores: throughput ends where they are busy; thinking holds connections without work. */
export function poolSizeLoads(sizes: readonly number[] = [1, 2, 4, 8, 16, 32]): LoadPass[] {
  return Object.entries(LENGTHS).flatMap(([length, [wholeMs, serverMs]]) =>
    sizes.flatMap((size) => {
      const perSecond = Math.min((size * 1000) / wholeMs, 2000 / serverMs) * (1 - size / 2000);
      const p50 = (64 / perSecond) * 1e9;
      return passes(
        {
          ...{ scenario: 'pool-size', probe: 'pool-size', levels: { poolSize: size, length } },
          ...{ clients: 64, connected: 64, loop: 'closed', reachedPerSecond: perSecond },
          ...{ factors: factorsOf('pooled'), pooler: { ...pooler, poolSize: size } },
        },
        p50,
        1.4 + size / 60,
      );
    }),
  );
}

/** A change for `madeView`: the result with these passes. */
export function withLoads(...loads: LoadPass[]): (result: Result) => Result {
  return (result) => ({ ...result, loads: [...result.loads, ...loads] });
}
