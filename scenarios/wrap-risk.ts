import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Contrast, Expectation, Operation, Sibling } from '../bench/scenario/scenario.js';
import { countOpen, dateRange, latest, nextPage } from '../schemas/invoices/operations.js';
import { setRule, WRAPPED } from '../schemas/invoices/policy-forms.js';
import { rewriteRows, TINY_TENANT } from '../schemas/invoices/rewrite.js';

/**
 * A setting in a subselect is read once a query, and so it is advised everywhere. But the planner
 * then no longer knows the tenant and takes all for average: with an index on (created_at) alone, it
 * expects an average tenant's latest 20 soon and walks the whole index for one that has five rows.
 */

/** The tiny tenant is left with five invoices in two years: less than a page of them. */
const fiveRows = [
  'alter table invoices drop constraint invoices_pkey',
  'drop index invoices_tenant_created_idx',
  'drop index invoices_tenant_status_idx',
  ...rewriteRows(
    'invoices',
    `select tenant_id, invoice_id, customer_id, case when tiny then 'open' else status end as status,
            amount, case when tiny then timestamptz '2024-01-01 06:00+00' + n * interval '120 days'
                         else created_at end as created_at, due_on, reference, note
       from (select *, tenant_id = ${TINY_TENANT} as tiny,
                    row_number() over (partition by tenant_id order by invoice_id) as n
               from invoices) as numbered
      where not tiny or n <= 5 order by invoice_id`,
  ),
  'create index invoices_tenant on invoices (tenant_id)',
  'create index invoices_created on invoices (created_at)',
  'vacuum (analyze) invoices',
];

/** Beside the two that are there: what the planner could still be tempted by stays. */
const composite = 'create index invoices_tenant_created on invoices (tenant_id, created_at desc)';
const wrapped = setRule(WRAPPED, ['invoices']);

const siblings: Sibling[] = [
  { name: 'separate', title: 'separate indexes, bare setting', setup: fiveRows, rows: 'five' },
  { name: 'separate-again', title: 'separate indexes, bare setting, again', repeats: 'separate' },
  {
    name: 'separate-wrapped',
    title: 'separate indexes, wrapped setting',
    from: 'separate',
    setup: wrapped,
  },
  {
    name: 'composite',
    title: 'composite index, bare setting',
    from: 'separate',
    setup: [composite],
  },
  {
    name: 'composite-wrapped',
    title: 'composite index, wrapped setting',
    from: 'composite',
    setup: wrapped,
  },
];

const shared = {
  context: 'set-config-implicit',
  client: 'wire',
  planCacheMode: 'force_custom_plan',
} as const;
const separate = { ...shared, indexes: 'separate' } as const;
const both = { ...shared, indexes: 'composite' } as const;

const arms: Arm[] = [
  {
    name: 'where-separate',
    title: 'WHERE, separate indexes',
    ...{ isolation: 'where', sibling: 'separate', ...separate },
  },
  {
    name: 'where-separate-again',
    title: 'WHERE, separate indexes, again (A/A)',
    ...{ isolation: 'where', sibling: 'separate-again', ...separate, repeats: 'where-separate' },
  },
  {
    name: 'bare-separate',
    title: 'Bare setting, separate indexes',
    ...{ isolation: 'rls', sibling: 'separate', policy: 'bare', ...separate },
  },
  {
    name: 'wrapped-separate',
    title: 'Wrapped setting, separate indexes',
    ...{ isolation: 'rls', sibling: 'separate-wrapped', policy: 'wrapped', ...separate },
  },
  {
    name: 'where-composite',
    title: 'WHERE, composite index',
    ...{ isolation: 'where', sibling: 'composite', ...both },
  },
  {
    name: 'bare-composite',
    title: 'Bare setting, composite index',
    ...{ isolation: 'rls', sibling: 'composite', policy: 'bare', ...both },
  },
  {
    name: 'wrapped-composite',
    title: 'Wrapped setting, composite index',
    ...{ isolation: 'rls', sibling: 'composite-wrapped', policy: 'wrapped', ...both },
  },
];

const contrasts: Contrast[] = [
  contrast('a-a', 'the same work twice', 'where-separate-again', 'where-separate', 'aa'),
  contrast('policy-separate', 'the policy, separate', 'bare-separate', 'where-separate', 'step'),
  contrast(
    'policy-composite',
    'the policy, composite',
    'bare-composite',
    'where-composite',
    'step',
  ),
  contrast('wrap-separate', 'wrapping, separate', 'wrapped-separate', 'bare-separate', 'level'),
  contrast('wrap-composite', 'wrapping, composite', 'wrapped-composite', 'bare-composite', 'level'),
  contrast('cure', 'the composite index', 'wrapped-composite', 'wrapped-separate', 'level'),
];

function contrast(
  name: string,
  title: string,
  treatment: string,
  baseline: string,
  kind: Contrast['kind'],
): Contrast {
  return { name, title, treatment, baseline, kind };
}

/** Wrapped, and with the composite index there, rows are found by both its columns. */
const sought: Expectation = {
  arms: ['wrapped-composite'],
  uses: 'tenant_id, created_at desc',
  noFilterOn: 'tenant_id',
};
/** A page of 20 rows, whoever the tenant is. */
const aPage: Expectation = { arms: ['bare-composite', 'wrapped-composite'], maxBuffers: 60 };
/** Bare, the planner knows that the tenant has five rows, and needs no composite index for them. */
const known: Expectation = {
  arms: ['bare-separate'],
  tenants: ['tiny'],
  uses: '(tenant_id)',
  maxBuffers: 10,
};

const operations: Operation[] = [
  { ...latest, expect: [sought, aPage, known] },
  { ...nextPage, expect: [sought, aPage, known] },
  { ...countOpen, expect: [{ tenants: ['median', 'tiny'], noFilterOn: 'tenant_id' }] },
  { ...dateRange, expect: [sought] },
];

export default defineScenario({
  name: 'wrap-risk',
  question:
    'For which queries is it safe to wrap the setting in a subselect, and which index makes it so?',
  dataset: 'invoices',
  sample: true,
  loadShare: 0.1,
  siblings,
  drawFrom: 'separate',
  operations,
  arms,
  contrasts,
  telling: ['latest'],
  tellingTenants: ['tiny'],
  concurrent: [],
});
