import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Contrast, Expectation, Operation, Sibling } from '../bench/scenario/scenario.js';
import * as invoicing from '../schemas/invoices/operations.js';
import { rewriteRows } from '../schemas/invoices/rewrite.js';

/**
 * Does a tenant's access stay a seek while the table grows a hundredfold, up to the sample of the
 * profile's rows that siblings are made of? The sizes are nested: a smaller table is a part of every
 * larger one. The whale grows with the table; the median and the tiny tenant have all their rows at
 * every size. So what grows for these two grows with the table, and what grows for the whale alone
 * grows with a tenant's own rows. All other tenants make up for the rows of these two, so that table
 * and whale both grow by the multiple that a size is named by, to the row.
 */

/** Multiples of the smallest size. Each is cut from the one before it, so that it takes less time. */
const sizes = [100, 30, 10, 3, 1];
const [largest, smallest] = [100, 1];

/** Tenants are named by rank: the whale is first, the median in the middle, the tiny one the last. */
const groups = `
  select tenant_id,
         case when rank = 1 then 'whale'
              when rank in ((tenants - 1) / 2 + 1, tenants) then 'whole' else 'others' end as part
    from (select tenant_id, row_number() over (order by name) as rank, count(*) over () as tenants
            from tenants) ranked`;

/**
 * The rows of a table cut down, by a draw that is nested and the same in every run: those whose ids
 * have the lowest hashes, as many of the whale's and of the others' as make the size.
 */
const drawn = (from: number, to: number) => `
  select tenant_id, invoice_id
    from (select tenant_id, invoice_id, part, count(*) over () as total,
                 count(*) over (partition by part) as in_part,
                 count(*) filter (where part = 'whole') over () as whole,
                 count(*) filter (where part = 'whale') over () as whale,
                 row_number() over (partition by part
                                    order by hashint8extended(invoice_id, 1), invoice_id) as place
            from invoices join (${groups}) as parts using (tenant_id)) as placed
   where place <= case part
           when 'whole' then in_part
           when 'whale' then round(whale * ${to} / ${from}.0)
           else round(total * ${to} / ${from}.0) - round(whale * ${to} / ${from}.0) - whole end`;

/**
 * Written anew, in the old order: VACUUM FULL would keep deleted rows for as long as any transaction
 * on the server is older than their deletion, and siblings are made two at a time.
 */
const cut = (from: number, to: number) => [
  ...rewriteRows(
    'invoices',
    `select * from invoices where (tenant_id, invoice_id) in (${drawn(from, to)})
      order by created_at, invoice_id`,
  ),
  'reindex table invoices',
  'vacuum (analyze) invoices',
];

/**
 * An index for each way to grow: the reference serves a page by its own order; the primary key finds
 * the tenant, but all its rows have to be sorted; and where the tenant comes second, other tenants'
 * entries lie between.
 */
const levels = [
  { name: 'key', indexes: 'primary key (tenant_id, invoice_id)', definition: undefined },
  {
    name: 'tenant',
    indexes: '(tenant_id, created_at DESC, invoice_id DESC)',
    definition: '(tenant_id, created_at desc, invoice_id desc)',
  },
  {
    name: 'created',
    indexes: '(created_at, tenant_id)',
    definition: '(created_at, tenant_id)',
  },
] as const;

/** Equal round trips, and a plan for each execution with parameters, as unnamed statements get. */
const way = {
  context: 'set-config-implicit',
  client: 'wire',
  planCacheMode: 'force_custom_plan',
} as const;

const siblings: Sibling[] = [];
const arms: Arm[] = [];
for (const [index, times] of sizes.entries()) {
  for (const { name: level, indexes, definition } of levels) {
    const sibling = nameOf(level, times);
    siblings.push({
      ...{ name: sibling, title: `${times} times the rows, ${indexes}` },
      ...(definition === undefined
        ? {
            ...(index === 0 ? {} : { from: nameOf(level, sizes[index - 1] as number) }),
            setup:
              index === 0
                ? ['drop index invoices_tenant_created_idx, invoices_tenant_status_idx']
                : cut(sizes[index - 1] as number, times),
            rows: `${times} times the smallest`,
          }
        : {
            from: nameOf('key', times),
            setup: [
              'alter table invoices drop constraint invoices_pkey',
              `create index on invoices ${definition}`,
            ],
          }),
    });
    for (const isolation of ['where', 'rls'] as const) {
      arms.push({
        name: `${sibling}-${isolation}`,
        title: `rows × ${times}, ${indexes}, ${isolation.toUpperCase()}`,
        ...{ isolation, indexes, rows: String(times), sibling, ...way },
      });
    }
  }
}

const reference = arms.find(({ name }) => name === `${nameOf('tenant', largest)}-rls`) as Arm;
siblings.push({
  name: `${nameOf('tenant', largest)}-again`,
  title: 'the largest with the index for it once more, for the noise between two clones',
  repeats: nameOf('tenant', largest),
});
arms.push({
  ...reference,
  name: `${reference.name}-again`,
  title: `${reference.title}, again on a second clone (A/A)`,
  repeats: reference.name,
  sibling: `${nameOf('tenant', largest)}-again`,
});

const contrasts: Contrast[] = [
  {
    name: 'a-a',
    title: 'the same work on two clones',
    treatment: `${reference.name}-again`,
    baseline: reference.name,
    kind: 'aa',
  },
  ...levels.flatMap(({ name, indexes }) =>
    sizes.map(
      (times): Contrast => ({
        name: `policy-${nameOf(name, times)}`,
        title: `the policy, rows × ${times}, ${indexes}`,
        treatment: `${nameOf(name, times)}-rls`,
        baseline: `${nameOf(name, times)}-where`,
        kind: 'step',
      }),
    ),
  ),
  ...levels.flatMap(({ name, indexes }) =>
    sizes
      .filter((times) => times !== smallest)
      .map(
        (times): Contrast => ({
          name: nameOf(name, times),
          title: `${times} times the rows, ${indexes}, RLS`,
          treatment: `${nameOf(name, times)}-rls`,
          baseline: `${nameOf(name, smallest)}-rls`,
          kind: 'level',
        }),
      ),
  ),
];

/**
 * A seek at every size: from the root of the index to a leaf (1 to 4 pages), then at most one page of
 * the table for each of 20 rows, however many rows the table and the tenant have.
 */
const staysASeek: Expectation[] = [
  {
    arms: arms.filter(({ indexes }) => indexes === reference.indexes).map(({ name }) => name),
    uses: 'tenant_id, created_at desc',
    noFilterOn: 'tenant_id',
    maxRowsRemoved: 0,
    maxBuffers: 28,
  },
  // Where a tenant has few rows, they may as well be read all and sorted.
  { arms: [reference.name], tenants: ['whale'], noSort: true },
];

const operations: Operation[] = [
  {
    ...invoicing.point,
    expect: [
      {
        arms: arms.filter(({ indexes }) => indexes === levels[0].indexes).map(({ name }) => name),
        uses: 'tenant_id, invoice_id',
        noFilterOn: 'tenant_id',
        maxBuffers: 5,
      },
    ],
  },
  { ...invoicing.latest, expect: staysASeek },
  { ...invoicing.nextPage, expect: staysASeek },
  invoicing.filterAndSort,
  invoicing.countOpen,
  invoicing.dateRange,
];

function nameOf(level: string, times: number): string {
  return `${level}-x${times}`;
}

export default defineScenario({
  name: 'growth',
  question:
    "Does a tenant's access stay a seek as the table grows a hundredfold, up to the sample's rows?",
  dataset: 'invoices',
  sample: true,
  siblings,
  drawFrom: nameOf('key', smallest),
  operations,
  arms,
  contrasts,
  // The tenant with as many rows at every size: what grows for it is what other tenants' rows cost.
  // And a page in both forms of which there are parameters: a statement without any is planned but
  // once, whatever plan_cache_mode says.
  telling: ['next-page'],
  tellingTenants: ['median'],
  timed: ['next-page'],
  concurrent: [],
  loadShare: 0.1,
});
