import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Contrast, Operation, Sibling } from '../bench/scenario/scenario.js';
import { dateRange } from '../schemas/invoices/operations.js';

/**
 * When does INCLUDE pay under a policy? An index that holds every column a query wants is read
 * instead of the table only where the visibility map says that all rows of a page are visible to
 * everyone (Postgres manual, 11.9): VACUUM says so, and each UPDATE of a row takes it back for its
 * whole page. So the covering index is measured beside the same index without INCLUDE, on a table
 * just after VACUUM and on tables of which more and more rows were updated since.
 */

const indexes = {
  covering: '(tenant_id, created_at) INCLUDE (status, amount)',
  plain: '(tenant_id, created_at)',
} as const;

/**
 * Shares of the rows, drawn by a hash so that a smaller share is a part of a larger one. Each new
 * version has the values of the old, so every state returns the same. The planner goes on believing
 * in the visibility map of the last VACUUM until the next ANALYZE, which autovacuum runs at 10% of the
 * rows (manual, 25.1.6): so there is a state after that, too.
 */
const states = [
  { name: 'fresh', state: 'fresh after VACUUM', setup: [] },
  updated(1),
  updated(10),
  {
    ...updated(10),
    name: 'analyzed-10',
    state: '10% of the rows updated since VACUUM, and analyzed',
    setup: [...updated(10).setup, 'analyze invoices'],
  },
  updated(50),
];

/** Equal round trips, and a plan for each execution with parameters, as unnamed statements get. */
const way = {
  context: 'set-config-implicit',
  client: 'wire',
  planCacheMode: 'force_custom_plan',
} as const;

const siblings: Sibling[] = [];
const arms: Arm[] = [];
for (const index of ['covering', 'plain'] as const) {
  const fresh = `${index}-fresh`;
  for (const { name, state, setup } of states) {
    const sibling = `${index}-${name}`;
    siblings.push({
      name: sibling,
      title: `${indexes[index]}, ${state}`,
      ...(sibling === fresh
        ? {
            setup: [
              'alter table invoices drop constraint invoices_pkey',
              'drop index invoices_tenant_created_idx, invoices_tenant_status_idx',
              `create index on invoices ${indexes[index]}`,
            ],
          }
        : { from: fresh, setup }),
    });
    for (const isolation of ['where', 'rls'] as const) {
      arms.push({
        name: `${sibling}-${isolation}`,
        title: `${indexes[index]}, ${state}, ${isolation.toUpperCase()}`,
        ...{ isolation, indexes: indexes[index], state, sibling, ...way },
      });
    }
  }
}

const fresh = arms.find(({ name }) => name === 'covering-fresh-rls') as Arm;
siblings.push({
  name: 'covering-fresh-again',
  title: 'the first once more, for the noise between two clones',
  repeats: 'covering-fresh',
});
arms.push({
  ...fresh,
  name: 'covering-fresh-rls-again',
  title: `${fresh.title}, again on a second clone (A/A)`,
  repeats: fresh.name,
  sibling: 'covering-fresh-again',
});

const contrasts: Contrast[] = [
  {
    name: 'a-a',
    title: 'the same work on two clones',
    treatment: 'covering-fresh-rls-again',
    baseline: 'covering-fresh-rls',
    kind: 'aa',
  },
  ...siblings
    .filter(({ repeats }) => repeats === undefined)
    .map(
      ({ name, title }): Contrast => ({
        name: `policy-${name}`,
        title: `the policy, with ${title}`,
        treatment: `${name}-rls`,
        baseline: `${name}-where`,
        kind: 'step',
      }),
    ),
  ...states.flatMap(({ name, state }) =>
    (['rls', 'where'] as const).map(
      (isolation): Contrast => ({
        name: `include-${name}-${isolation}`,
        title: `INCLUDE (status, amount), ${state}, ${isolation.toUpperCase()}`,
        treatment: `covering-${name}-${isolation}`,
        baseline: `plain-${name}-${isolation}`,
        kind: 'level',
      }),
    ),
  ),
  ...states.slice(1).map(
    ({ name, state }): Contrast => ({
      name: `${name}-rls`,
      title: `${state}, covering index, RLS`,
      treatment: `covering-${name}-rls`,
      baseline: 'covering-fresh-rls',
      kind: 'level',
    }),
  ),
];

/** What holds of the covering index just after VACUUM: the table itself is not read at all. */
const fromTheIndexAlone = {
  arms: ['covering-fresh-where', 'covering-fresh-rls', 'covering-fresh-rls-again'],
  uses: 'tenant_id, created_at',
  indexOnly: true,
  noFilterOn: 'tenant_id',
  maxRowsRemoved: 0,
  maxHeapFetches: 0,
} as const;

const operations: Operation[] = [
  { ...dateRange, expect: [fromTheIndexAlone] },
  {
    name: 'latest-amounts',
    title: 'Amounts of the latest 20 invoices',
    tables: ['invoices'],
    where: `select tenant_id, created_at, status, amount from invoices where tenant_id = $1
            order by created_at desc limit 20`,
    rls: `select tenant_id, created_at, status, amount from invoices
          order by created_at desc limit 20`,
    tenantColumn: 'tenant_id',
    // A page of the index holds more than 20 entries: from the root to it, and perhaps the next one.
    expect: [{ ...fromTheIndexAlone, noSort: true, maxBuffers: 6 }],
  },
  {
    name: 'total-by-status',
    title: 'Sum all invoices by status',
    tables: ['invoices'],
    where: `select status, count(*), sum(amount) from invoices where tenant_id = $1
            group by status order by status`,
    rls: 'select status, count(*), sum(amount) from invoices group by status order by status',
    expect: [fromTheIndexAlone],
  },
];

function updated(percent: number) {
  const HASH_RANGE = 2 ** 20;
  const below = Math.round((percent / 100) * HASH_RANGE);
  return {
    name: `updated-${percent}`,
    state: `${percent}% of the rows updated since VACUUM`,
    setup: [
      `update invoices set note = note
        where (hashint8extended(invoice_id, 2) & ${HASH_RANGE - 1}) < ${below}`,
    ],
  };
}

export default defineScenario({
  name: 'covering',
  question: 'When does an index that covers the query pay under a policy, and when does it stop?',
  dataset: 'invoices',
  sample: true,
  siblings,
  drawFrom: 'covering-fresh',
  operations,
  arms,
  contrasts,
  // The report that people run: the whale's 30 days are what INCLUDE is added for.
  telling: ['date-range'],
  tellingTenants: ['whale'],
  timed: ['date-range'],
  concurrent: [],
  loadShare: 0.1,
  probes: ['cold-reads'],
});
