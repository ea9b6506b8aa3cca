import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Contrast, Operation, Sibling } from '../bench/scenario/scenario.js';
import { BARE, protect, SETTING } from '../schemas/invoices/policy-forms.js';
import { rewriteRows, TINY_TENANT } from '../schemas/invoices/rewrite.js';

/**
 * Under a policy only leakproof operators may run before the policy's own filter: any other could
 * tell of rows it should never see, by an error or by its time. So an index for such an operator is
 * lost, though it is there. Each operation asks with one of them; its `rewrite` asks for the same rows
 * in a way that keeps an index.
 */

/** Every other invoice: that many columns and indexes take long to make. */
const halved = [
  'alter table invoices drop constraint invoices_pkey',
  'drop index invoices_tenant_created_idx',
  'drop index invoices_tenant_status_idx',
  ...rewriteRows(
    'invoices',
    `select * from invoices where invoice_id % 2 = 0 or tenant_id = ${TINY_TENANT} order by invoice_id`,
  ),
];

/** What an invoice may be searched by, made of what it has: the same for the same rows. */
const columns = `alter table invoices
  add column stage stage not null generated always as (
    case status when 'draft' then 'draft'::stage when 'open' then 'open'::stage
                when 'paid' then 'paid'::stage else 'void'::stage end) stored,
  add column search tsvector not null generated always as (
    to_tsvector('simple'::regconfig, 'invoice for project' || (invoice_id % 997)::text)) stored,
  add column attributes jsonb not null generated always as (
    ('{"channel": "web", "project": "P' || (invoice_id % 997)::text || '"}')::jsonb) stored,
  add column tags text[] not null generated always as (
    case when invoice_id % 10 = 0 then array['urgent', 'P' || (invoice_id % 997)::text]
         else array['P' || (invoice_id % 997)::text] end) stored,
  add column amount_cents bigint not null generated always as ((amount * 100)::bigint) stored,
  add column project text not null generated always as ('P' || (invoice_id % 997)::text) stored`;

/** The right index for each predicate as it is written; a B-tree can lead with the tenant. */
const indexes = [
  'create index invoices_amount on invoices (tenant_id, amount)',
  'create index invoices_stage on invoices (tenant_id, stage)',
  'create index invoices_reference on invoices (tenant_id, reference text_pattern_ops)',
  'create index invoices_search on invoices using gin (search)',
  'create index invoices_attributes on invoices using gin (attributes jsonb_path_ops)',
  'create index invoices_tags on invoices using gin (tags)',
  'create index invoices_created on invoices (tenant_id, created_at desc)',
];

/** What the rewrites need: columns whose operators are leakproof, a table of tags, a function. */
const forRewrites = [
  'create index invoices_amount_cents on invoices (tenant_id, amount_cents)',
  'create index invoices_project on invoices (tenant_id, project)',
  'create index invoices_status on invoices (tenant_id, status)',
  'alter table invoices add primary key (tenant_id, invoice_id)',
  'create table invoice_tags as select tenant_id, unnest(tags) as tag, invoice_id from invoices',
  'alter table invoice_tags add primary key (tenant_id, tag, invoice_id)',
  ...protect('invoice_tags', BARE),
  // It reads as its owner, whom no policy binds where that is a superuser: so it filters by itself.
  `create function search_invoices(query tsquery) returns setof invoices
     language sql stable security definer set search_path from current
     as $$ select * from invoices where tenant_id = ${SETTING} and search @@ query $$`,
];

const siblings: Sibling[] = [
  {
    name: 'searchable',
    title: 'columns to search by, each with its index',
    setup: [
      ...halved,
      `create type stage as enum ('draft', 'open', 'paid', 'void')`,
      columns,
      ...indexes,
      ...forRewrites,
      'vacuum invoices, invoice_tags',
      // All rows are looked at, but not in columns that no query asks for, and wide ones in less detail.
      `alter table invoices alter search set statistics 100, alter attributes set statistics 100,
         alter tags set statistics 100`,
      `analyze invoices (tenant_id, invoice_id, status, created_at, reference, amount, amount_cents,
         stage, search, attributes, tags, project)`,
      'analyze invoice_tags',
    ],
    reads: ['invoice_tags'],
  },
  { name: 'asked', title: 'columns to search by', from: 'searchable', reads: ['invoice_tags'] },
  { name: 'asked-again', title: 'columns to search by, again', repeats: 'asked' },
];

interface Question {
  readonly name: string;
  readonly title: string;
  /** The parameter, from one of the tenant's own rows: so there is something to find. */
  readonly drawn: string;
  /** Given the parameter's place. */
  readonly predicate: (parameter: string) => string;
  /** What follows FROM. */
  readonly rewrite: string;
  /** The index that a rewrite of the predicate wins back. */
  readonly wins?: string;
}

function operation({ name, title, drawn, predicate, rewrite, wins }: Question): Operation {
  const select = (rest: string) => `select count(*), max(due_on) from ${rest}`;
  return {
    ...{ name, title, tables: ['invoices'] },
    where: select(`invoices where tenant_id = $1 and ${predicate('$2')}`),
    rls: select(`invoices where ${predicate('$1')}`),
    forms: { rewrite: select(rewrite) },
    expect: [
      { arms: ['where', 'rls-rewrite'], noSeqScan: { aboveRows: 1_000 } },
      // For whom it matters: of a few rows any index will do.
      ...(wins
        ? [{ arms: ['rls-rewrite'], tenants: ['whale' as const], uses: wins, maxRowsRemoved: 0 }]
        : []),
    ],
    draw: `select ${drawn} from invoices where tenant_id = $1
           order by hashint8extended(invoice_id, $2), invoice_id limit $3`,
  };
}

const questions: Question[] = [
  {
    name: 'numeric-range',
    title: 'Amounts in a range (numeric; rewrite: bigint cents)',
    drawn: 'amount',
    predicate: (p) => `amount between ${p}::numeric and ${p}::numeric + 5`,
    rewrite: `invoices where amount_cents between ($1::numeric * 100)::bigint
                and (($1::numeric + 5) * 100)::bigint`,
    wins: 'tenant_id, amount_cents',
  },
  {
    name: 'enum',
    title: 'One status of four (enum; rewrite: text column)',
    drawn: `'open'`,
    predicate: (p) => `stage = ${p}::stage`,
    rewrite: 'invoices where status = $1',
    wins: 'tenant_id, status',
  },
  {
    name: 'like-prefix',
    title: 'References that begin so (LIKE; rewrite: starts_with)',
    drawn: 'left(reference, 11)',
    predicate: (p) => `reference like ${p}::text || '%'`,
    rewrite: 'invoices where starts_with(reference, $1)',
    wins: 'tenant_id, reference',
  },
  {
    name: 'full-text',
    title: 'A word in the text (@@; rewrite: SECURITY DEFINER function that filters by tenant)',
    drawn: `'project' || invoice_id % 997`,
    predicate: (p) => `search @@ to_tsquery('simple', ${p})`,
    rewrite: `search_invoices(to_tsquery('simple', $1))`,
  },
  {
    name: 'jsonb-containment',
    title: 'A key with a value (jsonb @>; rewrite: text column of that key)',
    drawn: `jsonb_build_object('project', project)`,
    predicate: (p) => `attributes @> ${p}::jsonb`,
    rewrite: `invoices where project = $1::jsonb ->> 'project'`,
    wins: 'tenant_id, project',
  },
  {
    name: 'array-overlap',
    title: 'One of some tags (array &&; rewrite: table of tags)',
    drawn: 'array[tags[cardinality(tags)]]',
    predicate: (p) => `tags && ${p}::text[]`,
    rewrite: `invoices where invoice_id in (
                select invoice_id from invoice_tags where tag = any ($1::text[]))`,
  },
  {
    name: 'timestamp-date',
    title: 'A week by its date (timestamptz against date; rewrite: cast to timestamptz)',
    drawn: 'created_at::date',
    predicate: (p) => `created_at >= ${p}::date and created_at < ${p}::date + 7`,
    rewrite: `invoices where created_at >= $1::date::timestamptz
                and created_at < ($1::date + 7)::timestamptz`,
    wins: 'tenant_id, created_at desc',
  },
];

const shared = {
  context: 'set-config-implicit',
  client: 'wire',
  planCacheMode: 'force_custom_plan',
} as const;

const arms: Arm[] = [
  { name: 'where', title: 'WHERE', isolation: 'where', sibling: 'asked', ...shared },
  {
    name: 'where-again',
    title: 'WHERE, again (A/A)',
    ...{ isolation: 'where', sibling: 'asked-again', ...shared, repeats: 'where' },
  },
  { name: 'rls', title: 'RLS', isolation: 'rls', sibling: 'asked', ...shared },
  {
    name: 'rls-rewrite',
    title: 'RLS, rewritten',
    ...{ isolation: 'rls', sibling: 'asked', form: 'rewrite', ...shared },
  },
];

const contrasts: Contrast[] = [
  {
    name: 'a-a',
    title: 'the same work twice',
    treatment: 'where-again',
    baseline: 'where',
    kind: 'aa',
  },
  { name: 'trap', title: 'the policy', treatment: 'rls', baseline: 'where', kind: 'step' },
  { name: 'cure', title: 'the rewrite', treatment: 'rls-rewrite', baseline: 'rls', kind: 'level' },
  {
    name: 'left',
    title: 'the policy, with the rewrite',
    treatment: 'rls-rewrite',
    baseline: 'where',
    kind: 'step',
  },
];

export default defineScenario({
  name: 'leakproof',
  question: 'Which predicates lose their index under a policy, and which rewrite wins it back?',
  dataset: 'invoices',
  sample: true,
  loadShare: 0.1,
  siblings,
  drawFrom: 'asked',
  operations: questions.map(operation),
  arms,
  contrasts,
  telling: ['like-prefix'],
  tellingTenants: ['whale'],
  // Where the rows are that an index saves reading.
  timedTenants: ['whale'],
  concurrent: [],
});
