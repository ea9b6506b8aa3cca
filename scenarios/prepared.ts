import { defineScenario } from '../bench/scenario/define.js';
import type {
  Arm,
  Contrast,
  Expectation,
  Isolation,
  Operation,
  PlanCacheMode,
  Sibling,
  TenantName,
} from '../bench/scenario/scenario.js';

/**
 * Does one tenant's prepared statement serve another, as it does on pooled connections? A statement
 * is warmed with one tenant's parameters, then run for each. With (tenant_id) and (created_at)
 * indexed apart the right plan depends on the tenant: the whale's latest invoices are found by
 * walking (created_at) backwards, a tiny tenant's by (tenant_id); and a page of 50 is more than the
 * tiny tenant has, so that its walk never ends early. A WHERE clause's generic plan estimates an
 * average tenant, a policy's keeps the one that was set while it was planned. A statement that needs
 * no parameter under a policy is planned once for all, and no plan_cache_mode changes that.
 */

const siblings: Sibling[] = [
  {
    name: 'apart',
    title: 'indexes on (tenant_id) and on (created_at)',
    setup: [
      'alter table invoices drop constraint invoices_pkey',
      'drop index invoices_tenant_created_idx, invoices_tenant_status_idx',
      'create index invoices_tenant_idx on invoices (tenant_id)',
      'create index invoices_created_idx on invoices (created_at)',
    ],
  },
];

const columns = 'tenant_id, invoice_id, customer_id, status, amount, created_at';
const page = 'order by created_at desc, invoice_id desc limit 50';

/** What is planned anew for each execution: every tenant has its own plan, whoever came before. */
const eachItsOwn = (arms: readonly string[]): Expectation[] => [
  { arms, tenants: ['whale'], maxBuffers: 20 },
  { arms, tenants: ['tiny'], uses: 'invoices_tenant_idx', maxBuffers: 40 },
];
const customWhere = ['where-custom-whale', 'where-custom-tiny'];

const operations: Operation[] = [
  {
    name: 'latest',
    title: 'Latest 50 invoices',
    tables: ['invoices'],
    where: `select ${columns} from invoices where tenant_id = $1 ${page}`,
    // Without a parameter it is generic at once, even where force_custom_plan is set (plancache.c):
    // so the arms of generic plans would show nothing new here.
    rls: `select ${columns} from invoices ${page}`,
    tenantColumn: 'tenant_id',
    expect: eachItsOwn(customWhere),
  },
  {
    name: 'latest-as-of',
    title: 'Latest 50 invoices as of a moment',
    tables: ['invoices'],
    where: `select ${columns} from invoices
            where tenant_id = $1 and created_at <= $2::timestamptz ${page}`,
    rls: `select ${columns} from invoices where created_at <= $1::timestamptz ${page}`,
    draw: `select created_at from invoices where tenant_id = $1
           order by hashint8extended(invoice_id, $2), invoice_id limit $3`,
    tenantColumn: 'tenant_id',
    expect: eachItsOwn([...customWhere, 'rls-custom-whale', 'rls-custom-tiny']),
  },
];

const MODES: readonly { readonly name: string; readonly mode: PlanCacheMode }[] = [
  { name: 'custom', mode: 'force_custom_plan' },
  { name: 'auto', mode: 'auto' },
  { name: 'generic', mode: 'force_generic_plan' },
];
const WARMERS = ['whale', 'tiny'] as const satisfies TenantName[];
const SAID: Readonly<Record<Isolation, string>> = { where: 'WHERE', rls: 'RLS' };

const forms = (['where', 'rls'] as const).flatMap((isolation) =>
  MODES.map(({ name, mode }) => ({ isolation, plan: name, mode })),
);

const arms: Arm[] = [
  ...forms.flatMap(({ isolation, plan, mode }) =>
    WARMERS.map((warmedBy) => arm(isolation, plan, mode, warmedBy)),
  ),
  {
    ...arm('where', 'custom', 'force_custom_plan', 'tiny'),
    name: 'where-custom-again',
    title: 'WHERE, custom plan, warmed by the tiny tenant, again (A/A)',
    repeats: 'where-custom-tiny',
  },
];

function arm(
  isolation: Isolation,
  plan: string,
  planCacheMode: PlanCacheMode,
  warmedBy: TenantName,
): Arm {
  const warmer = warmedBy === 'tiny' ? 'the tiny tenant' : `the ${warmedBy}`;
  return {
    name: `${isolation}-${plan}-${warmedBy}`,
    title: `${SAID[isolation]}, ${plan} plan, warmed by ${warmer}`,
    ...{ isolation, planCacheMode, warmedBy, sibling: 'apart' },
    ...{ context: 'set-config', client: 'wire' },
    ...(planCacheMode === 'force_generic_plan' ? { operations: ['latest-as-of'] } : {}),
  };
}

const contrasts: Contrast[] = [
  {
    name: 'a-a',
    title: 'the same work twice',
    treatment: 'where-custom-again',
    baseline: 'where-custom-tiny',
    kind: 'aa',
  },
  ...forms.map(
    ({ isolation, plan }): Contrast => ({
      name: `${isolation}-${plan}-warmer`,
      title: `${SAID[isolation]}, ${plan} plan: warmed by the whale instead of the tiny tenant`,
      treatment: `${isolation}-${plan}-whale`,
      baseline: `${isolation}-${plan}-tiny`,
      kind: 'level',
    }),
  ),
  ...MODES.flatMap(({ name: plan }) =>
    WARMERS.map(
      (warmer): Contrast => ({
        name: `policy-${plan}-${warmer}`,
        title: `the policy, ${plan} plans warmed by the ${warmer === 'tiny' ? 'tiny tenant' : warmer}`,
        treatment: `rls-${plan}-${warmer}`,
        baseline: `where-${plan}-${warmer}`,
        kind: 'step',
      }),
    ),
  ),
];

export default defineScenario({
  name: 'prepared',
  question: "Does one tenant's prepared statement serve another tenant badly?",
  dataset: 'invoices',
  operations,
  arms,
  contrasts,
  telling: ['latest-as-of'],
  // The tiny tenant pays more (60 times, not 10), but 30 ms an execution: too long for profile start.
  tellingTenants: ['whale'],
  timed: ['latest-as-of'],
  timedTenants: ['whale', 'tiny'],
  concurrent: [],
  siblings,
  sample: true,
  drawFrom: 'apart',
  loadShare: 0.1,
});
