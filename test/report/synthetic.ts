import type { PlanRecord } from '../../bench/result/journal.js';
import type { ArmResult, ContrastResult, Result } from '../../bench/result/result.js';
import scenario from '../../scenarios/where-vs-rls.js';
import { armResult, roundTrips } from './synthetic-arms.js';
import { syntheticPlan } from './synthetic-plans.js';

/** A made-up run for the report's tests: the real scenario's arms, plausible figures, no server. */

export const HOSTILE =
  `<script>alert("x")</script> 'quoted' & ` +
  'Donaudampfschifffahrtsgesellschaftskapitaen'.repeat(3);

const TENANTS = ['whale', 'median', 'tiny'] as const;
const CONCURRENCIES = [1, 4];

/** Median latency of each arm in µs at concurrency 1, for the cheapest operation. */
const BASE_US: Record<string, number> = {
  where: 98,
  'where-again': 98.2,
  'where-begin': 205,
  'where-context': 297,
  'rls-context': 298.5,
  'where-pipelined': 128,
  'rls-pipelined': 129,
  'where-implicit': 113,
  'rls-implicit': 114,
  'pg-where': 161,
  'pg-where-again': 161.3,
  'pg-rls': 482,
  'pg-rls-pipelined': 252,
  'where-context-generic': 294,
  'rls-context-generic': 295,
};

export interface SyntheticOptions {
  /** Puts hostile text into every name a scenario author or a server may choose. */
  readonly hostile?: boolean;
  readonly status?: Result['status'];
  /** One cell's A/A differs, one proof fails, one arm fails. */
  readonly troubled?: boolean;
}

export function syntheticRun(options: SyntheticOptions = {}): {
  result: Result;
  plans: PlanRecord[];
} {
  const random = generator(42);
  const title = (text: string) => (options.hostile ? `${text} ${HOSTILE}` : text);
  const arms: ArmResult[] = [];
  const contrasts: ContrastResult[] = [];
  scenario.operations.forEach((operation, o) => {
    for (const tenant of TENANTS) {
      for (const concurrency of CONCURRENCIES) {
        const troubled =
          options.troubled === true && operation.name === 'count-open' && tenant === 'tiny';
        const work = [0, 35, 48, 900, 400, 220][o] ?? 0;
        const size = tenant === 'whale' ? 1 : tenant === 'median' ? 0.4 : 0.2;
        const policy = operation.name === 'with-line-items' ? 1.38 : 1 + o * 0.004;
        const medians = new Map<string, number>();
        for (const arm of scenario.arms) {
          const base = (BASE_US[arm.name] ?? 100) + work * size;
          const drift = troubled && arm.name === 'where-again' ? 1.03 : 1;
          const p50 =
            base *
            (arm.isolation === 'rls' ? policy : 1) *
            drift *
            (concurrency === 1 ? 1 : 1.9) *
            1000 *
            (1 + (random() - 0.5) * 0.004);
          medians.set(arm.name, p50);
          arms.push(armResult(arm, operation.name, tenant, concurrency, p50));
        }
        for (const contrast of scenario.contrasts) {
          const t = medians.get(contrast.treatment) ?? 1;
          const b = medians.get(contrast.baseline) ?? 1;
          for (const metric of ['p50', 'p75', 'serverCpu'] as const) {
            const half =
              (metric === 'p50' ? 0.004 : 0.008) *
              (0.6 + random() * 0.8) *
              (concurrency === 1 ? 1 : 2);
            const floor = 0.005 + random() * 0.005;
            contrasts.push({
              scenario: scenario.name,
              operation: operation.name,
              tenant,
              concurrency,
              contrast: contrast.name,
              title: title(contrast.title),
              kind: contrast.kind,
              treatment: contrast.treatment,
              baseline: contrast.baseline,
              metric,
              ratio: t / b,
              low: (t / b) * (1 - half),
              high: (t / b) * (1 + half),
              bcaLow: (t / b) * (1 - half * 1.1),
              bcaHigh: (t / b) * (1 + half * 1.1),
              differenceNs: t - b,
              noiseFloor: floor,
              minimumDetectableEffect: half * 1.4,
              adjustedP: Math.abs(t / b - 1) > half * 1.5 ? 0.002 : 0.6,
              blocks: 16 + (o % 3),
              untrusted: troubled,
              warnings:
                contrast.kind === 'twin' ? ['the arms differ in generic plans: 6 against 0'] : [],
            });
          }
        }
      }
    }
  });
  const load = { at: '2026-11-21T10:00:00.000Z', loadAverage1m: 0.42, stealPercent: 1.3 };
  const result: Result = {
    version: 1,
    runId: '20261121-100000-quick',
    status: options.status ?? 'complete',
    statusReason:
      options.status === 'partial' ? 'Stopped by Ctrl-C after 61 of 240 seconds.' : null,
    startedAt: '2026-11-21T10:00:00.000Z',
    finishedAt: '2026-11-21T10:04:00.000Z',
    command: 'rlsbench run --profile quick',
    profile: { name: 'quick', minimumBlocks: 16, roundsPerBlock: 100, loadSeconds: 200 },
    seed: 1,
    environment: {
      platform: 'linux',
      arch: 'x64',
      kernel: '6.1.0',
      cpuModel: title('Example CPU 3.0 GHz'),
      cores: 2,
      memoryBytes: 25769803776,
      nodeVersion: 'v20.20.2',
      rlsbenchVersion: '0.1.0',
      before: load,
      after: { ...load, loadAverage1m: 1.97, at: '2026-11-21T10:04:00.000Z' },
    },
    target: {
      kind: 'embedded',
      serverVersion: '18.4',
      serverVersionNum: 180004,
      settings: [
        { name: 'shared_buffers', value: '65536', unit: '8kB', source: 'configuration file' },
        {
          name: 'max_parallel_workers_per_gather',
          value: '0',
          unit: null,
          source: 'configuration file',
        },
        { name: 'search_path', value: title('public'), unit: null, source: 'database' },
      ],
      placement: 'client on core 0, backends on core 1',
      pinned: true,
      whereArmsRead: 'same-tables',
      measuresServerCpu: true,
      warnings: options.troubled ? [title('autovacuum could not be turned off')] : [],
    },
    dataset: {
      schema: 'invoices',
      seed: 1,
      tenantCount: 200,
      source: 'cache',
      setupSeconds: 3.4,
      tables: [
        { table: 'invoices', rows: 200000, bytes: 31457280 },
        { table: 'line_items', rows: 700000, bytes: 73400320 },
      ],
      tenants: [
        { name: 'whale', tenantId: '1', rows: 34000 },
        { name: 'median', tenantId: '100', rows: 340 },
        { name: 'tiny', tenantId: '200', rows: 12 },
      ],
    },
    scenarios: [
      {
        name: scenario.name,
        question: scenario.question,
        operations: scenario.operations.map((operation) => ({
          name: operation.name,
          title: title(operation.title),
          where: operation.where,
          rls: operation.rls,
        })),
        arms: scenario.arms.map((arm) => ({
          ...arm,
          title: title(arm.title),
          roundTrips: roundTrips(arm),
        })),
        contrasts: scenario.contrasts.map((contrast) => ({
          ...contrast,
          title: title(contrast.title),
        })),
        telling: [...scenario.telling],
      },
    ],
    proofs: proofs(options),
    arms,
    contrasts,
    expectations: [],
    ...{ loads: [], leaks: [], hammers: [] },
    figures: [],
    failures: options.troubled
      ? [
          {
            scenario: scenario.name,
            operation: 'point',
            tenant: 'tiny',
            concurrency: 4,
            arm: 'pg-rls',
            kind: 'error response',
            sqlState: '57014',
            message: title('canceling statement due to statement timeout'),
          },
        ]
      : [],
    skipped: [
      {
        scenario: scenario.name,
        operation: 'date-range',
        tenant: null,
        concurrency: 4,
        arm: null,
        reason: title('profile quick measures concurrency 4 on point and latest only'),
        byDesign: true,
      },
    ],
  };
  const plans = scenario.operations.flatMap((operation) =>
    TENANTS.flatMap((tenant) =>
      scenario.arms
        .filter((arm) => arm.repeats === undefined)
        .map(
          (arm): PlanRecord => ({
            type: 'plan',
            scenario: scenario.name,
            operation: operation.name,
            tenant,
            arm: arm.name,
            ...syntheticPlan(arm.isolation, operation.name, options.hostile ? HOSTILE : ''),
          }),
        ),
    ),
  );
  return { result, plans };
}

function proofs(options: SyntheticOptions): Result['proofs'] {
  const base = { scenario: scenario.name, operation: null, tenant: null } as const;
  const checks = ['policy is active', 'rows are equal', 'no context, no rows'];
  return [
    ...checks.flatMap((proof) =>
      scenario.arms.map((arm) => ({
        ...base,
        proof,
        arm: arm.name,
        status: 'passed' as const,
        detail: 'as expected on both tables',
      })),
    ),
    ...['RLS disabled', 'policy USING (true)', 'policy dropped'].map((sabotage, i) => ({
      ...base,
      proof: `control: ${sabotage}`,
      arm: null,
      status: options.troubled && i === 0 ? ('failed' as const) : ('passed' as const),
      detail: options.hostile ? HOSTILE : 'the check failed on the clone, as it must',
    })),
  ];
}

/** A linear congruential generator (Numerical Recipes): the same run every time. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The same run with one operation and the whale only: quick to draw. */
export function small(run: { result: Result; plans: PlanRecord[] }): typeof run {
  const kept = (x: { operation: string; tenant: string }) =>
    x.operation === 'point' && x.tenant === 'whale';
  return {
    result: {
      ...run.result,
      arms: run.result.arms.filter(kept),
      contrasts: run.result.contrasts.filter(kept),
    },
    plans: run.plans.filter(kept),
  };
}
