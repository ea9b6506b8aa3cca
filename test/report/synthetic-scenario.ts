import { planTree } from '../../bench/plan/tree.js';
import type { PlanRecord } from '../../bench/result/journal.js';
import type {
  ArmResult,
  ContrastResult,
  Figure,
  PlanSummary,
  Result,
} from '../../bench/result/result.js';
import { contrast } from './contrast.js';
import { node } from './synthetic-plans.js';

type ScenarioFacts = Result['scenarios'][number];
type Tenant = ArmResult['tenant'];

/** What an arm does on an operation; the rest of its plan and its latencies follow from it. */
export interface Cost {
  readonly buffers: number;
  readonly p50Us?: number;
  readonly heapFetches?: number;
  readonly removed?: number;
  readonly calls?: number;
  readonly walRecords?: number;
  readonly index?: string;
}

/** A scenario on sibling databases in a few lines: its words, and what each arm costs. */
export interface MadeScenario {
  readonly name: string;
  readonly question: string;
  readonly operations: readonly {
    readonly name: string;
    readonly title: string;
    readonly effect?: 'write';
    readonly forms?: Record<string, string>;
  }[];
  readonly arms: readonly (Partial<ScenarioFacts['arms'][number]> & {
    readonly name: string;
    readonly isolation: 'where' | 'rls';
  })[];
  readonly contrasts: readonly ScenarioFacts['contrasts'][number][];
  /** Null where the arm takes no part. */
  readonly cost: (
    arm: ScenarioFacts['arms'][number],
    operation: string,
    tenant: Tenant,
  ) => Cost | null;
  /** The SQL that made a sibling; undefined: an index. */
  readonly setup?: (sibling: string) => string[] | undefined;
  readonly figures?: readonly Partial<Figure>[];
  /** Arms whose expectation fails, by name. */
  readonly failing?: readonly string[];
}

export const TENANTS: readonly Tenant[] = ['whale', 'median', 'tiny'];

/** Adds a scenario to a run: arms, contrasts, expectations, figures, proofs and plans. */
export function withScenario(
  run: { result: Result; plans: PlanRecord[] },
  made: MadeScenario,
  suffix = '',
): typeof run {
  const title = (text: string) => `${text}${suffix}`;
  const arms = made.arms.map((arm) => ({
    context: 'set-config-implicit' as const,
    client: 'wire' as const,
    planCacheMode: 'force_custom_plan' as const,
    roundTrips: 1,
    ...arm,
    title: title(arm.title ?? arm.name),
  }));
  const facts: ScenarioFacts = {
    name: made.name,
    question: title(made.question),
    operations: made.operations.map((operation) => ({
      where: `select * from invoices where tenant_id = $1 -- ${operation.name}`,
      rls: `select * from invoices -- ${operation.name}`,
      ...operation,
      title: title(operation.title),
    })),
    arms,
    contrasts: made.contrasts.map((one) => ({ ...one, title: title(one.title) })),
    telling: made.operations.slice(0, 1).map(({ name }) => name),
    siblings: [...new Set(arms.flatMap(({ sibling }) => sibling ?? []))].map((name) => ({
      name,
      title: title(`sibling ${name}`),
      from: null,
      setup: made.setup?.(name) ?? [`create index on invoices (tenant_id) -- ${name}`],
      repeats: null,
      ...{ rows: 'all', bytes: 90_000_000 },
      mainRows: 6000 * Number(arms.find((arm) => arm.sibling === name)?.rows ?? 10),
      tenantRows: TENANTS.map((tenant, i) => ({
        name: tenant,
        rows:
          ([3400, 340, 0][i] ?? 0) * Number(arms.find((a) => a.sibling === name)?.rows ?? 10) || 25,
      })),
    })),
  };
  const places = made.operations.flatMap(({ name }) =>
    TENANTS.flatMap((tenant) =>
      arms.flatMap((arm) => {
        const cost = made.cost(arm, name, tenant);
        return cost === null ? [] : [{ operation: name, tenant, arm, cost }];
      }),
    ),
  );
  const byPlace = new Map(
    places.map((place) => [`${place.operation} ${place.tenant} ${place.arm.name}`, place]),
  );
  const at = (operation: string, tenant: Tenant, arm: string) =>
    byPlace.get(`${operation} ${tenant} ${arm}`);
  const contrasts: ContrastResult[] = made.operations.flatMap(({ name: operation }) =>
    TENANTS.flatMap((tenant) =>
      facts.contrasts.flatMap((one) => {
        const t = at(operation, tenant, one.treatment)?.cost.p50Us;
        const b = at(operation, tenant, one.baseline)?.cost.p50Us;
        if (t === undefined || b === undefined) return [];
        return (['p50', 'p75'] as const).map((metric) =>
          contrast({
            ...{ scenario: made.name, operation, tenant, contrast: one.name, title: one.title },
            ...{ kind: one.kind, treatment: one.treatment, baseline: one.baseline, metric },
            ...{ ratio: t / b, low: (t / b) * 0.99, high: (t / b) * 1.01 },
            ...{
              differenceNs: (t - b) * 1000,
              adjustedP: Math.abs(t / b - 1) > 0.02 ? 0.001 : 0.7,
            },
          }),
        );
      }),
    ),
  );
  const { result } = run;
  return {
    result: {
      ...result,
      scenarios: [...result.scenarios, facts],
      arms: [
        ...result.arms,
        ...places.map(
          ({ operation, tenant, arm, cost }): ArmResult => ({
            ...{ scenario: made.name, operation, tenant, concurrency: 1, arm: arm.name },
            factors: {
              ...{ isolation: arm.isolation, context: arm.context, client: arm.client },
              planCacheMode: arm.planCacheMode,
            },
            roundTrips: 1,
            plan: planOf(cost),
            buffers: cost.buffers,
            latency: cost.p50Us === undefined ? null : latencyOf(cost.p50Us * 1000),
            serverCpuNs: cost.p50Us === undefined ? null : cost.p50Us * 300,
            percentiles:
              cost.p50Us === undefined
                ? []
                : [0, 25, 50, 75, 90, 99].map((percentile) => ({
                    percentile,
                    latencyNs: (cost.p50Us ?? 0) * (800 + percentile * 4),
                  })),
            warnings: cost.p50Us === undefined ? ['plan only, no latency'] : [],
          }),
        ),
      ],
      contrasts: [...result.contrasts, ...contrasts],
      proofs: [
        ...result.proofs,
        ...places.map(({ operation, tenant, arm }) => ({
          ...{ scenario: made.name, proof: 'rows are equal', arm: arm.name, operation, tenant },
          ...{ status: 'passed' as const, detail: 'as many rows, the same hash' },
        })),
      ],
      expectations: [
        ...result.expectations,
        ...places
          .filter(({ arm }) => arm.isolation === 'rls')
          .map(({ operation, tenant, arm, cost }) => {
            const failed = made.failing?.includes(arm.name) === true;
            return {
              ...{ scenario: made.name, operation, tenant, arm: arm.name },
              ...{ rule: 'maxBuffers', expected: '40' },
              status: failed ? ('failed' as const) : ('passed' as const),
              actual: `${cost.buffers} buffers`,
              message: failed ? title('reads all 252 pages of kind_tenant_idx') : 'within 40',
              plan: failed ? title('Limit\n=> Seq Scan on invoices') : '',
            };
          }),
      ],
      figures: [
        ...result.figures,
        ...(made.figures ?? []).map((figure) => ({
          ...{ scenario: made.name, probe: 'index-cost', sibling: null, arm: null },
          ...{ operation: null, tenant: null, metric: 'index bytes', unit: 'bytes' as const },
          ...{ value: 1, low: null, high: null, samples: 1, note: '' },
          ...figure,
        })),
      ],
      skipped: [
        ...result.skipped,
        {
          ...{ scenario: made.name, operation: made.operations[0]?.name ?? null },
          ...{
            tenant: null,
            concurrency: 4,
            arm: null,
            reason: title('no room for its connections'),
          },
        },
      ],
    },
    plans: [
      ...run.plans,
      ...places.map(
        ({ operation, tenant, arm, cost }): PlanRecord => ({
          type: 'plan',
          scenario: made.name,
          ...{ operation, tenant, arm: arm.name },
          summary: planOf(cost),
          explain: [{ Plan: { 'Node Type': 'Limit' } }],
        }),
      ),
    ],
  };
}

function latencyOf(p50: number): ArmResult['latency'] {
  return {
    ...{ samples: 1600, meanNs: p50 * 1.1, p50Ns: p50, p75Ns: p50 * 1.1, p90Ns: p50 * 1.3 },
    ...{ p95Ns: p50 * 1.5, p99Ns: p50 * 2, maxNs: p50 * 4 },
  };
}

function planOf(cost: Cost): PlanSummary {
  const { buffers, heapFetches = 0, removed = 0, calls, walRecords, index } = cost;
  const nodes = [
    node({ depth: 0, nodeType: 'Limit', actualRows: 20, buffers }),
    node({
      ...{ depth: 1, nodeType: index === undefined ? 'Seq Scan' : 'Index Scan' },
      ...{ relation: 'invoices', index: index ?? null, indexColumns: index ? ['tenant_id'] : [] },
      ...{
        indexCondition: index ? 'tenant_id = $1' : null,
        filter: index ? null : 'tenant_id = $1',
      },
      ...{ actualRows: 20, rowsRemovedByFilter: removed, buffers, heapFetches },
    }),
  ];
  const summary = {
    fingerprint: nodes.map(({ nodeType }) => nodeType).join('>'),
    nodes,
    ...{ initPlans: 0, rowsRemovedByFilter: removed, buffers, planningBuffers: 0, heapFetches },
    ...{ planningMs: 0.1, executionMs: 0.2, genericPlans: 0, customPlans: 5 },
    ...(calls === undefined
      ? {}
      : { calls: [{ function: 'current_setting', calls, standIn: true }] }),
    ...(walRecords === undefined
      ? {}
      : { wal: { records: walRecords, bytes: walRecords * 90, fullPageImages: 0 } }),
  };
  return { ...summary, tree: planTree(summary) };
}
