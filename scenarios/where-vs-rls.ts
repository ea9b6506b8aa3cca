import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Contrast, Expectation, Operation } from '../bench/scenario/scenario.js';
import { countOpen, dateRange, latest, nextPage, point } from '../schemas/invoices/operations.js';

/**
 * What does a row-level security policy cost over an application WHERE clause, and where does the
 * cost come from? The arms are a ladder: each step adds one thing, so each contrast has one cause.
 */

/**
 * Every key leads with the tenant, so every arm seeks, whoever filters and whichever kind of plan it
 * is: a tenant's rows are found by an index's condition and none is thrown away. `pages` bounds what
 * is read at any size of the table: from the root of an index to a leaf (3 to 5 pages), then a page
 * for each row.
 */
function seek(pages: number): Expectation {
  return { noFilterOn: 'tenant_id', maxRowsRemoved: 0, maxBuffers: pages };
}

/** In the order of an index; the few rows of a tiny tenant may as well be read all and sorted. */
const PAGE_OF_20: Expectation[] = [
  seek(28),
  { tenants: ['whale', 'median'], uses: 'tenant_id, created_at desc, invoice_id desc' },
];

/** What each way to tell the database the tenant sends: the same for all operations and tenants. */
const roundTrips = (maxRoundTrips: number, arms: readonly string[]): Expectation => ({
  ...{ arms, tenants: ['whale'], maxRoundTrips },
});
const ROUND_TRIPS = [
  roundTrips(1, ['where', 'where-pipelined', 'rls-pipelined', 'where-implicit', 'rls-implicit']),
  roundTrips(1, ['pg-where', 'pg-rls-pipelined']),
  roundTrips(3, ['where-begin']),
  roundTrips(4, ['where-context', 'rls-context', 'pg-rls']),
];

const operations: Operation[] = [
  { ...point, expect: [{ ...seek(5), uses: 'tenant_id, invoice_id' }] },
  { ...latest, expect: [...PAGE_OF_20, ...ROUND_TRIPS] },
  { ...nextPage, expect: PAGE_OF_20 },
  {
    ...countOpen,
    expect: [{ uses: 'tenant_id, status', indexOnly: true, maxRowsRemoved: 0, maxHeapFetches: 0 }],
  },
  {
    ...dateRange,
    expect: [{ uses: 'tenant_id, created_at', noFilterOn: 'tenant_id', maxRowsRemoved: 0 }],
  },
  {
    name: 'with-line-items',
    title: 'Ten invoices joined to their line items',
    tables: ['invoices', 'line_items'],
    where: `select i.tenant_id, i.invoice_id, i.status, i.amount, l.line_no, l.description,
              l.quantity, l.unit_price
            from (select * from invoices where tenant_id = $1 and created_at <= $2::timestamptz
                  order by created_at desc, invoice_id desc limit 10) i
            join line_items l on l.tenant_id = $1 and l.invoice_id = i.invoice_id
            order by i.created_at desc, i.invoice_id desc, l.line_no`,
    rls: `select i.tenant_id, i.invoice_id, i.status, i.amount, l.line_no, l.description,
            l.quantity, l.unit_price
          from (select * from invoices where created_at <= $1::timestamptz
                order by created_at desc, invoice_id desc limit 10) i
          join line_items l on l.invoice_id = i.invoice_id
          order by i.created_at desc, i.invoice_id desc, l.line_no`,
    draw: `select created_at from invoices where tenant_id = $1
           order by hashint8extended(invoice_id, $2), invoice_id limit $3`,
    tenantColumn: 'tenant_id',
    expect: [
      { ...seek(100), noSeqScan: { aboveRows: 0 } },
      { tenants: ['whale', 'median'], uses: 'tenant_id, created_at desc' },
      { uses: 'line_items (tenant_id, invoice_id, line_no)' },
    ],
  },
];

const wire = { client: 'wire', planCacheMode: 'auto' } as const;
const generic = { client: 'wire', planCacheMode: 'force_generic_plan' } as const;

const arms: Arm[] = [
  { name: 'where', title: 'WHERE alone', isolation: 'where', context: 'none', ...wire },
  {
    name: 'where-again',
    title: 'WHERE alone, again (A/A)',
    isolation: 'where',
    context: 'none',
    ...wire,
    repeats: 'where',
  },
  {
    name: 'where-begin',
    title: 'WHERE in a transaction',
    isolation: 'where',
    context: 'transaction',
    ...wire,
  },
  {
    name: 'where-context',
    title: 'WHERE, transaction and set_config',
    isolation: 'where',
    context: 'set-config',
    ...wire,
  },
  {
    name: 'rls-context',
    title: 'RLS, transaction and set_config',
    isolation: 'rls',
    context: 'set-config',
    ...wire,
  },
  {
    name: 'where-pipelined',
    title: 'WHERE, pipelined transaction',
    isolation: 'where',
    context: 'set-config-pipelined',
    ...wire,
  },
  {
    name: 'rls-pipelined',
    title: 'RLS, pipelined transaction',
    isolation: 'rls',
    context: 'set-config-pipelined',
    ...wire,
  },
  {
    name: 'where-implicit',
    title: 'WHERE, pipelined, implicit transaction',
    isolation: 'where',
    context: 'set-config-implicit',
    ...wire,
  },
  {
    name: 'rls-implicit',
    title: 'RLS, pipelined, implicit transaction',
    isolation: 'rls',
    context: 'set-config-implicit',
    ...wire,
  },
  {
    name: 'pg-where',
    title: 'pg client: WHERE alone',
    isolation: 'where',
    context: 'none',
    client: 'pg',
    planCacheMode: 'auto',
  },
  {
    name: 'pg-where-again',
    title: 'pg client: WHERE alone, again (A/A)',
    isolation: 'where',
    context: 'none',
    client: 'pg',
    planCacheMode: 'auto',
    repeats: 'pg-where',
  },
  {
    name: 'pg-rls',
    title: 'pg client: RLS, sequential awaits',
    isolation: 'rls',
    context: 'set-config',
    client: 'pg',
    planCacheMode: 'auto',
  },
  {
    name: 'pg-rls-pipelined',
    title: 'pg client: RLS, pipeline',
    isolation: 'rls',
    context: 'set-config',
    client: 'pg-pipeline',
    planCacheMode: 'auto',
  },
  {
    name: 'where-context-generic',
    title: 'WHERE, transaction and set_config, generic plan',
    isolation: 'where',
    context: 'set-config',
    ...generic,
  },
  {
    name: 'rls-context-generic',
    title: 'RLS, transaction and set_config, generic plan',
    isolation: 'rls',
    context: 'set-config',
    ...generic,
  },
];

const contrasts: Contrast[] = [
  step('a-a', 'the same work twice', 'where-again', 'where', 'aa'),
  step('a-a-pg', 'the same work twice, pg client', 'pg-where-again', 'pg-where', 'aa'),
  step('transaction', 'BEGIN and COMMIT, two more round trips', 'where-begin', 'where'),
  step('context', 'set_config, one more round trip', 'where-context', 'where-begin'),
  step('policy', 'the policy itself', 'rls-context', 'where-context'),
  step('pipelining', 'four round trips made one', 'rls-pipelined', 'rls-context'),
  step('policy-pipelined', 'the policy, pipelined', 'rls-pipelined', 'where-pipelined'),
  step('implicit', 'leaving BEGIN and COMMIT out', 'rls-implicit', 'rls-pipelined'),
  step('policy-implicit', 'the policy, implicit transaction', 'rls-implicit', 'where-implicit'),
  step('client-where', 'the pg client, WHERE alone', 'pg-where', 'where'),
  step('client-rls', 'the pg client, RLS', 'pg-rls', 'rls-context'),
  step('client-pipelining', 'the pg client, pipelined', 'pg-rls-pipelined', 'pg-rls'),
  step('total', 'RLS as applications do it', 'pg-rls', 'pg-where', 'total'),
  step('total-pipelined', 'RLS pipelined in pg', 'pg-rls-pipelined', 'pg-where', 'total'),
  step('total-wire', 'RLS in one round trip, bare socket', 'rls-implicit', 'where', 'total'),
  step(
    'in-transaction',
    'telling the database the tenant, three more round trips',
    'where-context',
    'where',
    'total',
  ),
  step(
    'policy-generic',
    'the policy, both plans generic',
    'rls-context-generic',
    'where-context-generic',
    'twin',
  ),
];

function step(
  name: string,
  title: string,
  treatment: string,
  baseline: string,
  kind: Contrast['kind'] = 'step',
): Contrast {
  return { name, title, treatment, baseline, kind };
}

export default defineScenario({
  name: 'where-vs-rls',
  question:
    'What does a row-level security policy cost over an application WHERE clause, and where does the cost come from?',
  dataset: 'invoices',
  operations,
  arms,
  contrasts,
  telling: ['latest'],
  concurrent: ['point', 'latest'],
});
