import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Contrast, Expectation, Operation, Sibling } from '../bench/scenario/scenario.js';
import { nextPage } from '../schemas/invoices/operations.js';
import { BARE, protect, setRule, WRAPPED } from '../schemas/invoices/policy-forms.js';
import { POLICY_FORMS, type PolicyForm } from '../schemas/invoices/policy-rules.js';
import { MEDIAN_TENANT, rewriteRows, TINY_TENANT } from '../schemas/invoices/rewrite.js';

/**
 * The same rule, written in many ways: what does each cost where an index serves it, and where none
 * does and the policy is asked row by row? Both operations have parameters, so that each execution is
 * planned anew and the planning of a policy counts too.
 */

const TABLES = ['invoices', 'line_items'];

/** A twelfth or fifth of the median tenant would be less than the tiny one has. */
const whole = `tenant_id in (${MEDIAN_TENANT}, ${TINY_TENANT})`;

/**
 * A fifth of the invoices, since some forms go through them all, row by row; one line item for each
 * twelfth of those, without any index; and who is a member of which tenant. The median and the tiny
 * tenant stay whole.
 */
const prepared = [
  'drop index invoices_tenant_status_idx',
  'alter table invoices drop constraint invoices_pkey',
  'drop index invoices_tenant_created_idx',
  ...rewriteRows(
    'invoices',
    `select * from invoices where invoice_id % 5 = 0 or ${whole} order by invoice_id`,
  ),
  'create index invoices_seek on invoices (tenant_id, created_at desc, invoice_id desc)',
  'alter table line_items drop constraint line_items_pkey',
  `insert into line_items
     select tenant_id, invoice_id, 1, reference, 1 + invoice_id % 9, amount from invoices
      where invoice_id % 60 = 0 or ${whole} order by invoice_id`,
  `create table members as
     select user_id, tenant_id from tenants,
       lateral (select tenant_id as user_id
                union all
                select md5(tenant_id::text || n)::uuid from generate_series(1, 19) n) as users`,
  'alter table members add primary key (user_id, tenant_id)',
  'vacuum (analyze) invoices, line_items, members',
];

/** Eight partitions by tenant; the whale, the median and the tiny tenant are in the first. */
const partitioned = [
  'alter table invoices rename to invoices_whole',
  'create table invoices (like invoices_whole) partition by list (tenant_id)',
  `do $$
   declare part record;
   begin
     for part in
       select number, string_agg(quote_literal(tenant_id), ', ') as tenants
         from (select tenant_id,
                      case when n in (1, (total - 1) / 2 + 1, total) then 0 else n % 8 end as number
                 from (select tenant_id, row_number() over (order by name) as n,
                              count(*) over () as total from tenants) as numbered) as parts
        group by number order by number
     loop
       execute format('create table invoices_part_%s partition of invoices for values in (%s)',
                      part.number, part.tenants);
     end loop;
   end $$`,
  'insert into invoices select * from invoices_whole order by invoice_id',
  'drop table invoices_whole',
  'create index on invoices (tenant_id, created_at desc, invoice_id desc)',
  ...protect('invoices', BARE),
  ...protect('invoices_part_0', BARE),
  'vacuum (analyze) invoices',
];

/**
 * A plain view reads as its owner. Made by a superuser it would show every tenant's rows, so it is
 * given to a role that the policies bind: the one that was let in to read. An owner who is no
 * superuser is bound by FORCE. A new owner has to have the right to create in the schema (manual,
 * ALTER VIEW), which nobody who reads should keep; what it owns it may read.
 */
const views = [
  ...TABLES.map(
    (table) =>
      `create view ${table}_invoker with (security_invoker = true) as select * from ${table}`,
  ),
  ...TABLES.map((table) => `create view ${table}_plain as select * from ${table}`),
  `do $$
   declare
     reader name;
     part name;
   begin
     select distinct r.rolname into strict reader
       from pg_class c, aclexplode(c.relacl) a, pg_roles r
      where c.oid in ('invoices'::regclass, 'line_items'::regclass) and a.privilege_type = 'SELECT' and r.oid = a.grantee
        and r.oid <> c.relowner and r.rolcanlogin and not r.rolsuper and not r.rolbypassrls;
     execute format('grant select on invoices_plain, line_items_plain to %I', reader);
     if not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) then
       return;
     end if;
     execute format('grant create on schema %I to %I', current_schema(), reader);
     foreach part in array array['invoices_plain', 'line_items_plain'] loop
       execute format('alter view %I owner to %I', part, reader);
     end loop;
     execute format('revoke create on schema %I from %I', current_schema(), reader);
   end $$`,
];

const siblings: Sibling[] = [
  {
    name: 'prepared',
    title: 'A fifth of the invoices, line items without an index',
    setup: prepared,
  },
  { name: 'bare', title: 'Bare setting', from: 'prepared' },
  { name: 'bare-again', title: 'Bare setting, again', repeats: 'bare' },
  ...POLICY_FORMS.map(siblingOf),
  {
    name: 'views',
    title: 'Views',
    from: 'prepared',
    setup: views,
    reads: TABLES.map((table) => `${table}_invoker`),
  },
  {
    name: 'partitioned',
    title: 'Partitioned by tenant',
    from: 'prepared',
    setup: partitioned,
    reads: ['invoices_part_0'],
  },
  {
    name: 'partitioned-wrapped',
    title: 'Partitioned by tenant, wrapped',
    from: 'partitioned',
    setup: setRule(WRAPPED, TABLES),
  },
];

function siblingOf({ name, title, helpers = [], rule, beside = [], reads }: PolicyForm): Sibling {
  const others = TABLES.flatMap((table) =>
    beside.map((policy, index) => `create policy beside_${index + 1} on ${table} ${policy}`),
  );
  const setup = [...helpers, ...setRule(rule, TABLES), ...others];
  return { name, title, from: 'prepared', setup, ...(reads ? { reads } : {}) };
}

const from = (text: string, table: string, other: string) =>
  text.replace(`from ${table}`, `from ${other}`);

/** Arms that call so often at most, `current_setting` and functions of the policy taken together. */
const calls = (most: number, ...names: string[]): Expectation => ({
  arms: names,
  maxFunctionCalls: most,
});

const operations: Operation[] = [
  {
    ...nextPage,
    expect: [
      // What the planner can take for the tenant before it reads a row: only these find rows by it.
      {
        arms: [
          ...['where', 'bare', 'wrapped', 'sql-stable', 'sql-volatile', 'plpgsql-stable'],
          ...['volatile-wrapped', 'parallel-unsafe', 'json-claim', 'json-wrapped', 'member-array'],
          ...['member-definer', 'permissive-5', 'permissive-20', 'permissive-50', 'restrictive'],
          ...['invoker-view', 'plain-view', 'where-partitioned', 'partitioned'],
          ...['partitioned-wrapped', 'child'],
        ],
        noFilterOn: 'invoices.tenant_id',
      },
      // Once to estimate, once to read.
      calls(2, 'bare', 'sql-stable', 'sql-volatile', 'parallel-unsafe', 'json-claim', 'child'),
      calls(2, 'permissive-50', 'restrictive', 'invoker-view', 'plain-view'),
      calls(1, 'wrapped', 'json-wrapped', 'partitioned-wrapped'),
    ],
    forms: {
      'invoker-view': from(nextPage.rls, 'invoices', 'invoices_invoker'),
      'plain-view': from(nextPage.rls, 'invoices', 'invoices_plain'),
      child: from(nextPage.rls, 'invoices', 'invoices_part_0'),
    },
  },
  sumLines(),
];

/** The parameter filters nothing before the policy does: so each row asks the policy. */
function sumLines(): Operation {
  const sum = 'sum(quantity * unit_price) filter (where quantity >=';
  const rls = `select count(*), ${sum} $1::int) from line_items`;
  return {
    name: 'sum-lines',
    title: 'Sum line items that no index serves',
    tables: ['line_items'],
    where: `select count(*), ${sum} $2::int) from line_items where tenant_id = $1`,
    rls,
    expect: [
      calls(1, 'wrapped', 'json-wrapped'),
      calls(2, 'volatile-wrapped', 'member-in', 'member-array', 'or-staff-wrapped'),
    ],
    forms: {
      'invoker-view': from(rls, 'line_items', 'line_items_invoker'),
      'plain-view': from(rls, 'line_items', 'line_items_plain'),
    },
    draw: `select quantity from line_items where tenant_id = $1
           order by hashint8extended(invoice_id, $2), invoice_id limit $3`,
  };
}

const shared = {
  context: 'set-config-implicit',
  client: 'wire',
  planCacheMode: 'force_custom_plan',
} as const;
const rls = { isolation: 'rls', ...shared } as const;
const where = { isolation: 'where', ...shared } as const;
const byParent = { sibling: 'partitioned', operations: ['next-page'] } as const;

const arms: Arm[] = [
  { name: 'where', title: 'WHERE', sibling: 'bare', ...where },
  {
    name: 'where-again',
    title: 'WHERE, again (A/A)',
    ...{ sibling: 'bare-again', ...where, repeats: 'where' },
  },
  { name: 'bare', title: 'Bare setting', sibling: 'bare', policy: 'Bare setting', ...rls },
  ...POLICY_FORMS.map(
    ({ name, title }): Arm => ({ name, title, sibling: name, policy: title, ...rls }),
  ),
  view('invoker-view', 'security_invoker view'),
  view('plain-view', 'Plain view, its owner bound by the policy'),
  {
    name: 'where-partitioned',
    title: 'WHERE, partitioned by tenant',
    ...{ ...byParent, ...where },
  },
  {
    name: 'partitioned',
    title: 'Bare setting, partitioned by tenant',
    ...{ ...byParent, ...rls, policy: 'Bare setting, partitioned by tenant' },
  },
  {
    name: 'partitioned-wrapped',
    title: 'Wrapped, partitioned by tenant',
    ...{ ...byParent, ...rls, policy: 'Wrapped, partitioned by tenant' },
    sibling: 'partitioned-wrapped',
  },
  {
    name: 'child',
    title: 'Bare setting, partition read directly',
    ...{ ...byParent, ...rls, policy: 'Bare setting, partition read directly', form: 'child' },
  },
];

function view(form: string, title: string): Arm {
  return { name: form, title, sibling: 'views', policy: title, form, ...rls };
}

/** Every form over the bare one, the partitioned table's among themselves. */
const contrasts: Contrast[] = [
  over('where-again', 'where', 'the same work twice', 'aa'),
  over('bare', 'where', 'the policy itself, bare', 'step'),
  over('partitioned', 'where-partitioned', 'the policy itself, partitioned', 'step'),
  ...arms
    .filter(({ name, isolation }) => isolation === 'rls' && name !== 'bare')
    .map(({ name, title }) => over(name, 'bare', title, 'level')),
];

function over(
  treatment: string,
  baseline: string,
  title: string,
  kind: Contrast['kind'],
): Contrast {
  return {
    name: kind === 'aa' ? 'a-a' : `${treatment}-over-${baseline}`,
    title,
    treatment,
    baseline,
    kind,
  };
}

export default defineScenario({
  name: 'policies',
  question: 'What does each way to write the same policy cost, and what does it call?',
  dataset: 'invoices',
  sample: true,
  loadShare: 0.1,
  countCalls: true,
  siblings,
  drawFrom: 'bare',
  operations,
  arms,
  contrasts,
  telling: ['sum-lines'],
  tellingTenants: ['whale'],
  timed: ['sum-lines'],
  concurrent: [],
});
