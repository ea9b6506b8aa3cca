import type { Figure } from '../../bench/result/result.js';
import { level, OPERATIONS, SIZE, step } from './made-words.js';
import type { MadeScenario } from './synthetic-scenario.js';

/** Made-up scenarios that vary indexes, the state of a table and its size. */

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
      metric: 'insert time a row',
      value: 21_000,
      low: 19_000,
      high: 23_500,
      unit: 'ns',
      samples: 9,
    },
    { sibling, metric: 'insert WAL bytes a row', value: 212.5, unit: 'bytes', samples: 9 },
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
