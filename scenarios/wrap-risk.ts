import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Contrast, Operation, Sibling } from '../bench/scenario/scenario.js';
import { countOpen, dateRange, latest, nextPage } from '../schemas/invoices/operations.js';
import { setRule, TINY_TENANT, WRAPPED } from '../schemas/invoices/policy-forms.js';

/**
 * A setting in a subselect is read once a query, and so it is advised everywhere. But the planner
 * then no longer knows the tenant and takes all for average: with an index on (created_at) alone, it
 * expects an average tenant's latest 20 soon and walks the whole index for one that has five rows.
 */

/** Five invoices in two years: fewer than a page of them, so no walk by date ever ends early. */
const fiveRows = [
  'alter table invoices drop constraint invoices_pkey',
  'drop index invoices_tenant_created_idx',
  'drop index invoices_tenant_status_idx',
  `with kept as (
     select invoice_id, row_number() over (order by invoice_id) as n
       from invoices where tenant_id = ${TINY_TENANT} order by invoice_id limit 5)
   update invoices set created_at = timestamptz '2024-01-01 06:00+00' + kept.n * interval '120 days',
                       status = 'open'
     from kept where kept.invoice_id = invoices.invoice_id`,
  `delete from invoices
    where tenant_id = ${TINY_TENANT}
      and invoice_id not in (select invoice_id from invoices where tenant_id = ${TINY_TENANT}
                              order by invoice_id limit 5)`,
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

const operations: Operation[] = [latest, nextPage, countOpen, dateRange];

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
