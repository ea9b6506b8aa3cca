import type { PlanCacheMode } from '../../bench/scenario/scenario.js';

/** Real queries on real tables, one for each way to satisfy an expectation, to seem to, or not to. */

export interface PlanCase {
  readonly text: string;
  readonly values?: readonly string[];
  /** 1 has 40% of all rows, 2 about half a percent, 999 five. */
  readonly tenant: 1 | 2 | 999;
  /** Absent: under the policy of its table. */
  readonly as?: 'where';
  readonly planCacheMode?: PlanCacheMode;
  /** For a plan that another machine's costs would give. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly countCalls?: true;
}

const ROWS = 30_000;
const setting = `nullif(current_setting('app.current_tenant_id', true), '')::int`;
const bare = `tenant_id = ${setting}`;
const wrapped = `tenant_id = (select ${setting})`;

/** Tables whose policy leaves the setting bare. */
const BARE = 'invoices latest walked by_id covered updated parted few lines ranges'.split(' ');

/** The same rows everywhere: nothing is drawn at random. Statements of their own, for VACUUM. */
export const SETUP: readonly string[] = [
  `create table invoices (
     tenant_id int not null, id int not null, kind int not null, region int not null,
     city int not null, amount numeric not null, created_at timestamptz not null)`,
  `insert into invoices
   select case when n > ${ROWS - 5} then 999 when n % 10 < 4 then 1 else 2 + n % 197 end, n, n % 6,
          n % 50, n % 50, n % 1000, '2024-01-01'::timestamptz + n * 7907 % ${ROWS} * interval '1 minute'
     from generate_series(1, ${ROWS}) n`,
  // The right index.
  `create table latest as table invoices`,
  `create index latest_tenant on latest (tenant_id, created_at desc)`,
  `create index latest_pkey on latest (id)`,
  // One that has the tenant in it, but behind another column: of six values, and of as many as rows.
  `create table walked as table invoices`,
  `create index kind_tenant_idx on walked (kind, tenant_id, id)`,
  `create table by_id as table invoices`,
  `create index id_tenant_idx on by_id (id, tenant_id)`,
  `create index id_city_idx on by_id (id, region, city)`,
  // Two apart where one of both is wanted, and a policy that hides the tenant from the planner.
  `create table apart as table invoices`,
  `create index apart_tenant on apart (tenant_id)`,
  `create index apart_created on apart (created_at)`,
  // Covering: as vacuumed, and after every other row was updated.
  `create table covered as table invoices`,
  `create index covered_tenant on covered (tenant_id, created_at) include (amount)`,
  `create table updated as table invoices`,
  `create index updated_tenant on updated (tenant_id, created_at) include (amount)`,
  // Partitions.
  `create table parted (like invoices) partition by hash (tenant_id)`,
  ...[0, 1, 2].map(
    (part) =>
      `create table parted_${part} partition of parted for values with (modulus 3, remainder ${part})`,
  ),
  `insert into parted table invoices`,
  `create index parted_latest on parted (tenant_id, created_at desc)`,
  // Few rows, lines of invoices, and who may see which tenants.
  `create table few as select * from invoices where id <= 500`,
  `create table lines as select tenant_id, id as invoice_id, l as line, (id + l) % 7 as quantity
     from invoices, generate_series(1, 3) l`,
  `create index lines_invoice on lines (tenant_id, invoice_id)`,
  `create table members (user_id int not null, tenant_id int not null)`,
  `insert into members select n % 40, 2 + n % 197 from generate_series(1, 400) n`,
  `create index members_user on members (user_id, tenant_id)`,
  `create table shared as table invoices`,
  `create table shared_exists as table invoices`,
  `create index shared_exists_tenant on shared_exists (tenant_id)`,
  `create function own_tenant(of int) returns int volatile language plpgsql
     as $$ begin return ${setting}; end $$`,
  `create table looked_up as select * from invoices where id <= 2000`,
  // Block ranges: of a column that is scattered over all of them, and of one that is in order.
  `create table ranges as table invoices`,
  `create index ranges_tenant on ranges using brin (tenant_id) with (pages_per_range = 4)`,
  `create index ranges_id on ranges using brin (id) with (pages_per_range = 4)`,
  // The tenant behind a column that is asked for by a range.
  `create index ranges_region_tenant on ranges (region, tenant_id)`,
  `create function all_invoices() returns setof invoices stable language plpgsql
     as $$ begin return query select * from invoices; end $$`,
  // Policies.
  ...BARE.map((table) => `create policy of_tenant on ${table} using (${bare})`),
  `create policy of_tenant on apart using (${wrapped})`,
  `create policy of_tenant on shared using (tenant_id in (select tenant_id from members where user_id = ${setting}))`,
  `create policy of_tenant on shared_exists using (exists
     (select from members m where m.tenant_id = shared_exists.tenant_id and m.user_id = ${setting}) or kind = 9)`,
  `create policy of_tenant on looked_up using (tenant_id = (select own_tenant(kind)))`,
  ...[...BARE, 'apart', 'shared', 'shared_exists', 'looked_up'].map(
    (table) => `alter table ${table} enable row level security`,
  ),
  `vacuum analyze`,
  `update updated set amount = amount + 1 where id % 2 = 0`,
];

export const CASES = {
  /** Served as it should be. */
  latest: {
    text: 'select id, created_at from latest order by created_at desc limit 20',
    tenant: 1,
    countCalls: true,
  },
  'latest, bitmap': { text: 'select sum(amount) from latest', tenant: 2 },
  'latest, tiny': {
    text: 'select id, created_at from latest order by created_at desc limit 20',
    tenant: 999,
  },
  'by key': { text: 'select amount from latest where id = $1', values: ['12001'], tenant: 1 },
  sum: {
    text: `select sum(amount) from covered where created_at >= '2024-01-10'`,
    tenant: 2,
  },
  'few rows': { text: 'select count(amount) from few', tenant: 2 },
  partitions: {
    text: 'select id, created_at from parted order by created_at desc limit 20',
    tenant: 1,
  },
  'all partitions': {
    text: 'select count(amount) from parted where tenant_id in (2, 3, 4, 5)',
    tenant: 2,
    as: 'where',
  },
  /** An index, and an index condition, and yet. */
  'walks by id': {
    text: 'select count(*) from by_id',
    tenant: 2,
    settings: { enable_seqscan: 'off' },
  },
  'skips on 18': {
    text: 'select count(*) from walked',
    tenant: 2,
    settings: { enable_seqscan: 'off' },
  },
  'all of it': {
    text: `select count(*) from covered where tenant_id > 0 and amount = 500`,
    tenant: 1,
    as: 'where',
    settings: { enable_seqscan: 'off', enable_bitmapscan: 'off' },
  },
  'one partition otherwise': {
    text: 'select count(amount) from parted where tenant_id in (1, 2, 3, 4)',
    tenant: 1,
    as: 'where',
  },
  'far end': { text: 'select id from by_id order by id limit 5', tenant: 999 },
  'limit never reached': {
    text: 'select id from by_id where region = 7 and city = 7 order by id limit 1000',
    tenant: 1,
    as: 'where',
    settings: { enable_seqscan: 'off', enable_bitmapscan: 'off' },
  },
  sample: {
    text: 'select count(*) from latest tablesample bernoulli (50) repeatable (1)',
    tenant: 1,
  },
  'ranges, scattered': {
    text: 'select count(amount) from ranges',
    tenant: 2,
    settings: { enable_seqscan: 'off', enable_indexscan: 'off' },
  },
  'ranges, in order': {
    text: 'select count(amount) from ranges where id between 9000 and 12000',
    tenant: 1,
    as: 'where',
  },
  'ranges, one row': {
    text: 'select count(amount) from ranges where id = 9000',
    tenant: 1,
    as: 'where',
  },
  'a range before it': {
    text: 'select count(*) from ranges where region between 10 and 24',
    tenant: 2,
    settings: { enable_seqscan: 'off', enable_bitmapscan: 'off' },
  },
  'filters a CTE': {
    text: `with i as materialized (select * from invoices)
           select sum(l.quantity) from i join lines l on l.invoice_id = i.id
            where i.tenant_id = 2 and l.tenant_id = 2`,
    tenant: 2,
    as: 'where',
  },
  'filters a subquery': {
    text: `select sum(l.quantity) from lines l
             join (select *, row_number() over (order by id) from invoices) i on l.invoice_id = i.id
            where i.tenant_id = 2 and l.tenant_id = 2`,
    tenant: 2,
    as: 'where',
  },
  'filters a function': {
    text: `select sum(l.quantity) from all_invoices() i join lines l on l.invoice_id = i.id
            where i.tenant_id = 2 and l.tenant_id = 2`,
    tenant: 2,
    as: 'where',
  },
  'by the lines': {
    text: `select sum(l.quantity) from latest i
             join lines l on l.tenant_id = i.tenant_id and l.invoice_id = i.id
            where i.id = 12001`,
    tenant: 1,
  },
  'heap fetches': {
    text: `select sum(amount) from updated where created_at >= '2024-01-10'`,
    tenant: 2,
    settings: { enable_bitmapscan: 'off', enable_seqscan: 'off' },
  },
  'index scan': {
    text: `select count(region) from covered where created_at >= '2024-01-10'`,
    tenant: 2,
    settings: { enable_bitmapscan: 'off' },
  },
  'members, hashed': { text: 'select count(amount) from shared', tenant: 2 },
  'members, joined': {
    text: 'select count(amount) from shared where tenant_id in (select tenant_id from members where user_id = 2)',
    tenant: 2,
    as: 'where',
  },
  'members, exists': { text: 'select count(amount) from shared_exists', tenant: 2 },
  'many loops': {
    text: `select sum(l.quantity) from latest i
             join lines l on l.tenant_id = i.tenant_id and l.invoice_id = i.id
            where i.created_at >= '2024-01-10' and l.quantity <> 3`,
    tenant: 2,
    settings: { enable_hashjoin: 'off', enable_mergejoin: 'off' },
  },
  'correlated lookup': { text: 'select count(*) from looked_up', tenant: 2, countCalls: true },
  'sorts a little': {
    text: 'select id, created_at from latest order by created_at desc, id limit 20',
    tenant: 1,
  },
  'too many': {
    text: 'select id, created_at from apart order by created_at desc limit 20',
    tenant: 999,
    settings: { enable_bitmapscan: 'off' },
  },
  'never run': {
    text: `(select id from few limit 20)
           union all (select id from latest order by amount limit 20) limit 5`,
    tenant: 1,
  },
  /** Plainly not. */
  scan: {
    text: 'select id, created_at from invoices order by created_at desc limit 20',
    tenant: 2,
    countCalls: true,
  },
  'scan, whale': { text: 'select id from invoices limit 20', tenant: 1 },
  'too few': {
    text: 'select count(*) from invoices where region = 7 and city = 7',
    tenant: 2,
    as: 'where',
  },
} satisfies Readonly<Record<string, PlanCase>>;

export type CaseName = keyof typeof CASES;

/** The table that a case is about: the first it reads. */
export function tableOfCase(name: CaseName): string {
  const [, table = ''] = /\bfrom (\w+)/.exec(CASES[name].text) ?? [];
  return table;
}
