import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Contrast, Expectation, Operation, Sibling } from '../bench/scenario/scenario.js';
import * as invoicing from '../schemas/invoices/operations.js';

/**
 * Which index does a tenant's query need, and does a policy need another one than a WHERE clause?
 * A level is all the indexes that `invoices` has: what one level can't serve is not hidden by another,
 * and what writing costs on a level is the cost of its indexes alone.
 */

interface Level {
  readonly name: string;
  /** The indexes, as a person says them. */
  readonly indexes: string;
  /** Makes them, on a table without any. */
  readonly setup: readonly string[];
  /** The operations they can serve at all, where the others are left as without an index. */
  readonly operations?: readonly string[];
}

const withoutIndexes = [
  'alter table invoices drop constraint invoices_pkey',
  'drop index invoices_tenant_created_idx, invoices_tenant_status_idx',
];

const PARTITIONS = 8;

/** The same rows in the same order; each partition is under the policy too, for who reads it directly. */
const hashPartitioned = [
  'alter table invoices rename to invoices_whole',
  'create table invoices (like invoices_whole including constraints) partition by hash (tenant_id)',
  ...partitions((name, remainder) => [
    `create table ${name} partition of invoices
       for values with (modulus ${PARTITIONS}, remainder ${remainder})`,
  ]),
  'insert into invoices select * from invoices_whole order by created_at, invoice_id',
  'drop table invoices_whole',
  'create index on invoices (tenant_id, created_at desc, invoice_id desc)',
  ...underPolicy('invoices'),
  ...partitions((name) => underPolicy(name)),
  'vacuum (analyze) invoices',
];

/** With the key's last column in it, as the order of a page by keyset has it: nothing is left to sort. */
const REFERENCE = 'tenant-created';

const levels: Level[] = [
  { name: 'none', indexes: 'none', setup: [] },
  {
    name: 'primary-key',
    indexes: 'primary key (tenant_id, invoice_id)',
    setup: [
      'alter table invoices add constraint invoices_pkey primary key (tenant_id, invoice_id)',
    ],
  },
  index('tenant', '(tenant_id)'),
  index(REFERENCE, '(tenant_id, created_at desc, invoice_id desc)'),
  index('created-tenant', '(created_at, tenant_id)'),
  {
    name: 'apart',
    indexes: '(created_at) and (tenant_id) apart',
    setup: ['create index on invoices (created_at)', 'create index on invoices (tenant_id)'],
  },
  index('tenant-status', '(tenant_id, status, created_at)'),
  index('covering', '(tenant_id, created_at) include (status, amount)'),
  {
    ...index('partial', "(tenant_id, created_at) where status = 'open'"),
    operations: [invoicing.filterAndSort.name, invoicing.countOpen.name],
  },
  {
    name: 'partitioned',
    indexes: `${PARTITIONS} hash partitions by tenant, each (tenant_id, created_at DESC, invoice_id DESC)`,
    setup: hashPartitioned,
  },
];

const siblings: Sibling[] = levels.map(({ name, indexes, setup }) => ({
  name,
  title: `invoices with ${indexes === 'none' ? 'no index' : indexes}`,
  setup: [...withoutIndexes, ...setup],
}));

/** Equal round trips, and a plan for each execution with parameters, as unnamed statements get. */
const way = {
  context: 'set-config-implicit',
  client: 'wire',
  planCacheMode: 'force_custom_plan',
} as const;

const arms: Arm[] = levels.flatMap(({ name, indexes, operations }) =>
  (['where', 'rls'] as const).map((isolation) => ({
    ...{ name: `${name}-${isolation}`, title: `${indexes}, ${isolation.toUpperCase()}` },
    ...{ isolation, indexes, sibling: name, ...way, ...(operations ? { operations } : {}) },
  })),
);

const reference = arms.find(({ name }) => name === `${REFERENCE}-rls`) as Arm;
arms.push({
  ...reference,
  name: `${REFERENCE}-rls-again`,
  title: `${reference.title}, again on a second clone (A/A)`,
  repeats: reference.name,
  sibling: `${REFERENCE}-again`,
});
siblings.push({
  name: `${REFERENCE}-again`,
  title: 'the same once more, for the noise between two clones',
  repeats: REFERENCE,
});

const contrasts: Contrast[] = [
  {
    name: 'a-a',
    title: 'the same work on two clones',
    treatment: `${REFERENCE}-rls-again`,
    baseline: `${REFERENCE}-rls`,
    kind: 'aa',
  },
  ...levels.map(
    ({ name, indexes }): Contrast => ({
      name: `policy-${name}`,
      title: `the policy, with ${indexes}`,
      treatment: `${name}-rls`,
      baseline: `${name}-where`,
      kind: 'step',
    }),
  ),
  ...(['rls', 'where'] as const).flatMap((isolation) =>
    levels
      .filter(({ name }) => name !== REFERENCE)
      .map(
        ({ name, indexes }): Contrast => ({
          name: `${name}-${isolation}`,
          title: `${indexes} for (tenant_id, created_at DESC, invoice_id DESC), ${isolation.toUpperCase()}`,
          treatment: `${name}-${isolation}`,
          baseline: `${REFERENCE}-${isolation}`,
          kind: 'level',
        }),
      ),
  ),
];

/**
 * What the levels that should serve an operation are held to. A seek reads the index from its root
 * to a leaf (2 to 4 pages at these sizes) and then at most one page of the table for each row it
 * returns, so its bound on buffers is the same for every tenant and size of data.
 */
const seek = { noFilterOn: 'tenant_id', noSeqScan: { aboveRows: 0 } } as const;
const PAGE_OF_20 = 28;

const operations: Operation[] = [
  {
    ...invoicing.point,
    expect: [{ arms: both('primary-key'), ...seek, uses: 'tenant_id, invoice_id', maxBuffers: 5 }],
  },
  { ...invoicing.latest, expect: pageExpectations() },
  { ...invoicing.nextPage, expect: pageExpectations() },
  {
    ...invoicing.filterAndSort,
    expect: [
      {
        arms: both('tenant-status'),
        ...seek,
        uses: 'tenant_id, status, created_at',
        maxRowsRemoved: 0,
        maxBuffers: PAGE_OF_20,
      },
      {
        arms: both('partial'),
        ...seek,
        uses: 'tenant_id, created_at',
        maxRowsRemoved: 0,
        maxBuffers: PAGE_OF_20,
      },
    ],
  },
  {
    ...invoicing.countOpen,
    expect: ['tenant-status', 'partial'].map((level) => ({
      ...{ arms: both(level), ...seek, indexOnly: true, maxRowsRemoved: 0, maxHeapFetches: 0 },
    })),
  },
  {
    ...invoicing.dateRange,
    expect: [
      {
        ...{ arms: both('covering'), ...seek, uses: 'tenant_id, created_at' },
        ...{ indexOnly: true, maxRowsRemoved: 0, maxHeapFetches: 0 },
      },
      { arms: both(REFERENCE), ...seek, uses: 'tenant_id, created_at desc', maxRowsRemoved: 0 },
    ],
  },
];

/** Only of the whale: the few rows of a small tenant may as well be read all and sorted. */
function pageExpectations(): Expectation[] {
  const arms = [...both(REFERENCE), `${REFERENCE}-rls-again`, ...both('partitioned')];
  return [
    { arms, ...seek, uses: 'tenant_id, created_at desc', maxBuffers: PAGE_OF_20 },
    { arms, tenants: ['whale'], noSort: true, maxRowsRemoved: 0 },
  ];
}

function both(level: string): string[] {
  return [`${level}-where`, `${level}-rls`];
}

function index(name: string, definition: string): Level {
  return {
    name,
    indexes: definition.replace(/\b(desc|include|where)\b/g, (word) => word.toUpperCase()),
    setup: [`create index on invoices ${definition}`],
  };
}

function partitions(statements: (name: string, remainder: number) => string[]): string[] {
  return Array.from({ length: PARTITIONS }, (_, remainder) =>
    statements(`invoices_${remainder + 1}`, remainder),
  ).flat();
}

function underPolicy(table: string): string[] {
  const mine = "tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid";
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy invoices_tenant on ${table} using (${mine}) with check (${mine})`,
  ];
}

export default defineScenario({
  name: 'indexes',
  question: 'Which index does a tenant query need, under a policy and without one?',
  dataset: 'invoices',
  sample: true,
  siblings,
  drawFrom: REFERENCE,
  operations,
  arms,
  contrasts,
  // A page of the whale is where indexes lie furthest apart, and both forms of the next page have
  // parameters: a statement without any is planned but once, whatever plan_cache_mode says.
  telling: ['next-page'],
  tellingTenants: ['whale'],
  timed: ['next-page'],
  concurrent: [],
  loadShare: 0.1,
  probes: ['index-cost'],
});
