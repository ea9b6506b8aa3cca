import type { PlanRecord } from '../../bench/result/journal.js';
import type { Figure, Result } from '../../bench/result/result.js';
import { HOSTILE } from './synthetic.js';
import { type MadeScenario, withScenario } from './synthetic-scenario.js';

/** Made-up scenarios on sibling databases, one for each section of a scenario's page. */

type Contrast = MadeScenario['contrasts'][number];

const level = (treatment: string, baseline: string): Contrast => ({
  ...{ name: `${treatment}-over-${baseline}`, title: `${treatment} over ${baseline}` },
  ...{ treatment, baseline, kind: 'level' },
});
const step = (treatment: string, baseline: string): Contrast => ({
  ...level(treatment, baseline),
  kind: 'step',
});

const OPERATIONS = [
  { name: 'latest', title: 'Latest 20 invoices' },
  { name: 'point', title: 'Read one invoice by id' },
  { name: 'next-page', title: 'Next 20 invoices by keyset' },
  { name: 'filter-and-sort', title: 'Open invoices, newest first' },
  { name: 'count-open', title: 'Count open invoices' },
  { name: 'date-range', title: 'Sum invoices by status over 30 days' },
];

const SIZE = { whale: 1, median: 0.4, tiny: 0.002 } as const;

const LEVELS: readonly (readonly [name: string, indexes: string, latest: number, bytes: number])[] =
  [
    ['none', 'none', 9120, 0],
    ['pk', 'primary key only', 9120, 4_000_000],
    ['tenant', '(tenant_id)', 2900, 5_500_000],
    ['tenant-created', '(tenant_id, created_at DESC)', 24, 6_800_000],
    ['created-tenant', '(created_at, tenant_id)', 310, 6_800_000],
    ['apart', '(created_at) and (tenant_id) apart', 420, 9_000_000],
    ['status', '(tenant_id, status, created_at)', 1800, 8_100_000],
    ['covering', '(tenant_id, created_at) INCLUDE (status, amount)', 24, 11_000_000],
    ['partial', "(tenant_id, created_at) WHERE status = 'open'", 9120, 1_700_000],
    ['hash', '8 hash partitions by tenant, each (tenant_id, created_at DESC)', 9, 7_900_000],
  ];

export const madeIndexes: MadeScenario = {
  name: 'indexes',
  question: "Which index does a tenant's query need, and does a policy need another one?",
  operations: OPERATIONS,
  arms: [
    ...LEVELS.flatMap(([name, indexes]) =>
      (['where', 'rls'] as const).map((isolation) => ({
        ...{ name: `${name}-${isolation}`, isolation, indexes, sibling: name },
        title: `${indexes}, ${isolation.toUpperCase()}`,
      })),
    ),
    {
      ...{ name: 'again', isolation: 'rls', indexes: '(tenant_id, created_at DESC)' },
      ...{ sibling: 'tenant-created', repeats: 'tenant-created-rls', title: 'again (A/A)' },
    },
  ],
  contrasts: [
    { ...level('again', 'tenant-created-rls'), kind: 'aa' as const },
    ...LEVELS.flatMap(([name]) => [
      step(`${name}-rls`, `${name}-where`),
      ...(name === 'tenant-created' ? [] : [level(`${name}-rls`, 'tenant-created-rls')]),
    ]),
  ],
  cost: (arm, operation, tenant) => {
    const [, , latest] = LEVELS.find(([name]) => name === arm.sibling) ?? ['', '', 1, 0];
    if (operation === 'point') {
      return {
        buffers: arm.sibling === 'none' ? 9120 : 4,
        p50Us: arm.sibling === 'none' ? 9000 : 90,
      };
    }
    const walks = operation === 'count-open' || operation === 'date-range';
    const buffers = Math.max(
      4,
      Math.round((walks ? 30 : 1) * latest * (latest > 5000 ? 1 : SIZE[tenant])),
    );
    const timed = operation !== 'date-range' || arm.sibling === 'none';
    return {
      ...{ buffers, removed: latest > 5000 ? 190_000 : 0 },
      ...(latest > 5000 ? {} : { index: 'invoices_idx' }),
      ...(timed ? { p50Us: 60 + buffers * (arm.isolation === 'rls' ? 1.01 : 1) } : {}),
    };
  },
  figures: LEVELS.flatMap(([sibling, , , bytes]): Partial<Figure>[] => [
    { sibling, metric: 'index bytes', value: bytes, unit: 'bytes' },
    { sibling, metric: 'build time', value: 1e8 + bytes * 20, unit: 'ns' },
    {
      sibling,
      metric: 'insert time',
      value: 21_000,
      low: 19_000,
      high: 23_500,
      unit: 'ns',
      samples: 9,
    },
    { sibling, metric: 'insert WAL bytes', value: 212.5, unit: 'bytes', samples: 9 },
  ]),
  setup: (sibling) =>
    sibling === 'hash'
      ? ['create table invoices (like whole) partition by hash (tenant_id)']
      : undefined,
  failing: ['created-tenant-rls'],
};

const STATES = ['after VACUUM', '1% updated', '10% updated', '50% updated'];

export const madeCovering: MadeScenario = {
  name: 'covering',
  question: 'When does INCLUDE pay under a policy, and when does it stop paying?',
  operations: [
    { name: 'count-open', title: 'Count open invoices' },
    { name: 'sum', title: 'Sum of 30 days' },
  ],
  arms: STATES.flatMap((state, i) =>
    (['where', 'rls'] as const).flatMap((isolation) => [
      {
        ...{ name: `covering-${i}-${isolation}`, isolation, state, sibling: `covering-${i}` },
        indexes: '(tenant_id, created_at) INCLUDE (status, amount)',
      },
      {
        ...{ name: `plain-${i}-${isolation}`, isolation, state, sibling: `plain-${i}` },
        indexes: '(tenant_id, created_at)',
      },
    ]),
  ),
  contrasts: STATES.map((_, i) => level(`covering-${i}-rls`, `plain-${i}-rls`)),
  cost: (arm, _, tenant) => {
    const i = STATES.indexOf(arm.state ?? '');
    const covers = arm.name.startsWith('covering');
    const heapFetches = covers ? Math.round([0, 300, 2600, 9000][i] ?? 0) * SIZE[tenant] : 0;
    const buffers = Math.max(5, Math.round((covers ? 90 : 4000) * SIZE[tenant] + heapFetches));
    return { buffers, heapFetches: Math.round(heapFetches), p50Us: 50 + buffers / 2, index: 'i' };
  },
  figures: [
    {
      ...{ probe: 'cold-reads', arm: 'covering-0-rls', operation: 'sum', tenant: 'whale' },
      ...{ metric: 'latency', unit: 'ns', value: 3_400_000, low: 3_100_000, high: 3_900_000 },
      ...{ samples: 12, note: "Shared buffers cold; the operating system's cache stays warm." },
    },
    {
      ...{ probe: 'cold-reads', arm: 'covering-0-rls', operation: 'sum', tenant: 'whale' },
      ...{ metric: 'blocks read', unit: 'buffers', value: 90 },
    },
  ],
};

const TIMES = [1, 3, 10, 30, 100];

export const madeGrowth: MadeScenario = {
  name: 'growth',
  question: 'Does access stay a seek as the table grows a hundredfold?',
  operations: OPERATIONS.slice(0, 3),
  arms: TIMES.flatMap((times) =>
    ['(tenant_id, created_at DESC)', '(created_at)', '(tenant_id)'].map((indexes, i) => ({
      ...{ name: `x${times}-${i}`, isolation: 'rls' as const, rows: `${times}`, indexes },
      ...{ title: `${indexes}, ${times} times`, sibling: `x${times}-${i}` },
    })),
  ),
  contrasts: TIMES.slice(1).map((times) => level(`x${times}-0`, 'x1-0')),
  cost: (arm, _, tenant) => {
    const times = Number(arm.rows);
    const kind = Number(arm.name.split('-')[1]);
    const buffers = Math.round(
      kind === 0
        ? 24 + Math.log10(times)
        : kind === 1
          ? 120 * times
          : tenant === 'tiny'
            ? 6
            : 40 * times * SIZE[tenant] + 3,
    );
    return { buffers, p50Us: 60 + buffers * 1.3, index: 'i' };
  },
};

const FORMS = Array.from({ length: 38 }, (_, i) => `form ${i + 1}: volatile helper, wrapped`);

/** As large as a scenario gets: 40 arms on 8 operations. */
export const madePolicies: MadeScenario = {
  name: 'policies',
  question: 'Which form of a policy costs what?',
  operations: Array.from({ length: 8 }, (_, i) => ({ name: `op-${i}`, title: `Operation ${i}` })),
  arms: [
    { name: 'where', isolation: 'where', title: 'WHERE' },
    ...['bare setting', ...FORMS].map((policy, i) => ({
      ...{ name: `form-${i}`, isolation: 'rls' as const, policy, title: policy },
      sibling: `form-${i}`,
    })),
  ],
  contrasts: [step('form-0', 'where'), ...FORMS.map((_, i) => level(`form-${i + 1}`, 'form-0'))],
  cost: (arm, operation, tenant) => {
    const i = arm.isolation === 'where' ? 0 : Number(arm.name.split('-')[1]);
    const slow = i > 30 && operation === 'op-0';
    return {
      ...{ buffers: slow ? 9000 : 24, removed: slow ? 180_000 : 0, calls: slow ? 400_001 : 2 },
      ...{ p50Us: slow ? 90_000 * (0.3 + SIZE[tenant]) : 100 },
      ...(slow ? {} : { index: 'invoices_latest' }),
    };
  },
};

const PREDICATES = ['numeric range', 'enum', 'text prefix', 'timestamp'];

export const madeLeakproof: MadeScenario = {
  name: 'leakproof',
  question: 'Which predicates lose their index under a policy, and what wins it back?',
  operations: PREDICATES.map((title) => ({
    name: title.replace(' ', '-'),
    title: `Filter by ${title}`,
    ...(title === 'enum' || title === 'timestamp' ? {} : { forms: { rewrite: 'select 1' } }),
  })),
  arms: [
    { name: 'where', isolation: 'where', title: 'WHERE' },
    { name: 'rls', isolation: 'rls', title: 'RLS' },
    { name: 'rls-rewrite', isolation: 'rls', form: 'rewrite', title: 'RLS, rewritten' },
  ],
  contrasts: [step('rls', 'where'), level('rls-rewrite', 'rls'), level('rls-rewrite', 'where')],
  cost: (arm, operation, tenant) => {
    const lost = operation !== 'timestamp' && arm.name === 'rls';
    if (arm.form !== undefined && ['enum', 'timestamp'].includes(operation)) return null;
    const buffers = Math.max(4, Math.round((lost ? 4200 : 40) * SIZE[tenant]));
    return { buffers, p50Us: 60 + buffers, ...(lost ? { removed: 31_000 } : { index: 'i' }) };
  },
};

export const madeWrapRisk: MadeScenario = {
  name: 'wrap-risk',
  question: 'Is it safe to wrap the setting of a policy in a subselect?',
  operations: OPERATIONS.slice(0, 2),
  arms: ['separate', '(tenant_id, created_at)'].flatMap((indexes, i) =>
    ['bare', 'wrapped'].map((policy) => ({
      ...{ name: `${policy}-${i}`, isolation: 'rls' as const, indexes, policy },
      ...{ title: `${policy}, ${indexes}`, sibling: `${policy}-${i}` },
    })),
  ),
  contrasts: [level('wrapped-0', 'bare-0'), level('wrapped-1', 'bare-1')],
  cost: (arm, operation, tenant) => {
    const harmed = arm.name === 'wrapped-0' && operation === 'latest' && tenant === 'tiny';
    return { buffers: harmed ? 190_000 : 9, p50Us: harmed ? 88_000 : 70, index: 'i' };
  },
};

export const madePrepared: MadeScenario = {
  name: 'prepared',
  question: "Does one tenant's plan poison another's prepared statement?",
  operations: OPERATIONS.slice(0, 2),
  arms: (['auto', 'force_generic_plan', 'force_custom_plan'] as const).flatMap((planCacheMode) =>
    (['whale', 'tiny', undefined] as const).map((warmedBy) => ({
      ...{
        name: `${planCacheMode}-${warmedBy ?? 'own'}`,
        isolation: 'rls' as const,
        planCacheMode,
      },
      ...(warmedBy === undefined ? {} : { warmedBy }),
      title: `${planCacheMode}, warmed by ${warmedBy ?? 'itself'}`,
    })),
  ),
  contrasts: (['auto', 'force_generic_plan', 'force_custom_plan'] as const).flatMap((mode) => [
    level(`${mode}-whale`, `${mode}-own`),
    level(`${mode}-tiny`, `${mode}-own`),
  ]),
  cost: (arm, _, tenant) => {
    const poisoned = arm.planCacheMode === 'auto' && arm.warmedBy === 'whale' && tenant === 'tiny';
    return { buffers: poisoned ? 800 : 8, p50Us: poisoned ? 900 : 80, index: 'i' };
  },
};

export const madeWrites: MadeScenario = {
  name: 'writes',
  question: 'What does a policy cost on writes?',
  operations: ['Insert one invoice', 'Insert 100 invoices', 'Update one invoice'].map((title) => ({
    ...{ name: title.toLowerCase().replaceAll(' ', '-'), title },
    effect: 'write' as const,
  })),
  arms: [
    { name: 'where', isolation: 'where', title: 'WHERE', sibling: 'a' },
    { name: 'rls', isolation: 'rls', title: 'RLS', sibling: 'b' },
  ],
  contrasts: [step('rls', 'where')],
  cost: (arm, operation) => {
    const n = operation.includes('100') ? 100 : 1;
    const rls = arm.isolation === 'rls' && n === 100 ? 1.12 : 1;
    return { buffers: 9 * n, p50Us: 80 * n ** 0.6 * rls, walRecords: 3 * n };
  },
  figures: [
    { probe: 'refused-write', arm: 'rls', metric: 'latency', unit: 'ns', value: 91_000 },
    { probe: 'copy', arm: 'where', metric: 'time a row', unit: 'ns', value: 2100, samples: 5 },
  ],
};

export const MADE: readonly MadeScenario[] = [
  ...[madeIndexes, madeCovering, madeGrowth, madePolicies],
  ...[madeLeakproof, madeWrapRisk, madePrepared, madeWrites],
];

/** A run with further scenarios beside those it has. */
export function withSiblings(
  run: { result: Result; plans: PlanRecord[] },
  made: readonly MadeScenario[] = MADE,
  hostile = false,
): typeof run {
  return made.reduce((all, one) => withScenario(all, one, hostile ? ` ${HOSTILE}` : ''), run);
}

/** A run of these scenarios alone. */
export function onlySiblings(
  run: { result: Result; plans: PlanRecord[] },
  made: readonly MadeScenario[],
): typeof run {
  const { result } = run;
  const bare = { scenarios: [], proofs: [], arms: [], contrasts: [], failures: [], skipped: [] };
  return withSiblings({ result: { ...result, ...bare }, plans: [] }, made);
}
