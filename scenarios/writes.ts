import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, Expectation, Operation, Sibling } from '../bench/scenario/scenario.js';

/**
 * What does a policy cost a write? It is checked twice: USING decides which rows an UPDATE or DELETE
 * finds, WITH CHECK whether a new row may stay. And what does it cost to leave the tenant of a new row
 * to a column default, which reads the setting once a row? Every execution is rolled back, keys of new
 * rows are drawn free, and each arm has a clone to itself, so that none meets the dead rows of another.
 */

const currentTenant = "nullif(current_setting('app.current_tenant_id', true), '')::uuid";

/** As many applications under a policy have it: the tenant of a new row comes from the setting. */
const tenantByDefault = `alter column tenant_id set default ${currentTenant}`;

const setup = [
  `alter table invoices ${tenantByDefault}`,
  `create table payments (
     tenant_id  uuid           not null,
     payment_id bigint         not null,
     invoice_id bigint         not null,
     amount     numeric(12, 2) not null,
     paid_at    timestamptz    not null)`,
  `insert into payments
   select tenant_id, invoice_id, invoice_id, amount, created_at + interval '7 days'
     from invoices where status = 'paid' order by created_at, invoice_id`,
  `alter table payments ${tenantByDefault}`,
  'alter table payments add constraint payments_pkey primary key (tenant_id, payment_id)',
  `alter table payments add constraint payments_invoice_fkey
     foreign key (tenant_id, invoice_id) references invoices`,
  'create index payments_invoice_idx on payments (tenant_id, invoice_id)',
  'alter table payments enable row level security',
  'alter table payments force row level security',
  `create policy payments_tenant on payments
     using (tenant_id = ${currentTenant}) with check (tenant_id = ${currentTenant})`,
  'vacuum (analyze) payments',
];

const siblings: Sibling[] = [
  { name: 'base', title: 'invoices and their payments', setup },
  { name: 'where', title: 'the clone of the WHERE arm', from: 'base' },
  { name: 'where-again', title: 'a clone like it (A/A)', repeats: 'where' },
  { name: 'rls', title: 'the clone of the RLS arm', repeats: 'where' },
  { name: 'default', title: 'the clone of the RLS arm that names no tenant', repeats: 'where' },
];

/** At most eight sets: each is written, read again and undone on every arm before any load. */
const byHash = 'order by hashint8extended(invoice_id, $2), invoice_id limit least($3, 8)';

/** Ids of the dataset end long before: these are free, and as far apart as those that are taken. */
const FREE = 1_000_000_000_000;

const newInvoice = {
  columns: 'invoice_id, customer_id, created_at, reference, status, amount, due_on',
  /** The drawn parameters from `$first` on. */
  values: (first: number) =>
    `$${first}, $${first + 1}, $${first + 2}, $${first + 3}, 'open', 420.00, date '2026-01-31'`,
  draw: `select ${FREE} + invoice_id, customer_id, created_at + interval '2 years', 'NEW-' || invoice_id
           from invoices where tenant_id = $1 ${byHash}`,
};

const insertWhere = `insert into invoices (tenant_id, ${newInvoice.columns})
                     values ($1, ${newInvoice.values(2)})`;
const insertRls = `insert into invoices (${newInvoice.columns}) values (${newInvoice.values(1)})`;
const returned = 'returning tenant_id, invoice_id, status, amount, created_at';
const invoiceById = 'select * from invoices where tenant_id = $1 and invoice_id = $2';
const paymentById = 'select * from payments where tenant_id = $1 and payment_id = $2';

/** A hundred rows in four arrays, one statement, as drivers send a batch. */
const batchOf = (first: number) => `
  unnest($${first}::bigint[], $${first + 1}::bigint[], $${first + 2}::timestamptz[], $${first + 3}::text[])
    as new (invoice_id, customer_id, created_at, reference)`;
const batchColumns = `invoice_id, customer_id, created_at, reference, 'open', 420.00, date '2026-01-31'`;

const conflict = `on conflict (tenant_id, invoice_id)
                  do update set status = excluded.status, amount = excluded.amount`;
const existingInvoice = `select invoice_id, customer_id, created_at, reference
                           from invoices where tenant_id = $1 ${byHash}`;
const invoiceId = `select invoice_id from invoices where tenant_id = $1 ${byHash}`;

/** The row to change is found by its key, whoever filters by tenant. */
const byKey = (index: string): Expectation[] => [
  { uses: index, noFilterOn: 'tenant_id', maxRowsRemoved: 0, maxRoundTrips: 4 },
];

/**
 * A new row costs the way from root to leaf (3 to 5 pages) of each index and a page of the table, of
 * which the policy's check reads nothing: the bound is the same for every tenant and size of the table.
 */
const newRow = (pages: number): Expectation[] => [{ maxBuffers: pages, maxRoundTrips: 4 }];
const INVOICE_PAGES = 18;

/** The form in which the tenant of a new row stands in the statement. */
const SENT = 'sent';

const operations: Operation[] = [
  insert('insert', 'Insert an invoice', {
    where: insertWhere,
    rls: insertRls,
    draw: newInvoice.draw,
    verify: invoiceById,
    expect: newRow(INVOICE_PAGES),
  }),
  insert('insert-returning', 'Insert an invoice, RETURNING it', {
    where: `${insertWhere} ${returned}`,
    rls: `${insertRls} ${returned}`,
    draw: newInvoice.draw,
    tenantColumn: 'tenant_id',
    expect: newRow(INVOICE_PAGES),
  }),
  insert('insert-batch', 'Insert 100 invoices in one statement', {
    where: `insert into invoices (tenant_id, ${newInvoice.columns})
            select $1, ${batchColumns} from ${batchOf(2)}`,
    rls: `insert into invoices (${newInvoice.columns}) select ${batchColumns} from ${batchOf(1)}`,
    draw: `select array_agg(${FREE} + 1000 * invoice_id + n)::text, array_agg(customer_id)::text,
             array_agg(created_at + interval '2 years' + n * interval '1 second')::text,
             array_agg('NEW-' || invoice_id || '-' || n)::text
           from (select invoice_id, customer_id, created_at from invoices
                  where tenant_id = $1 ${byHash}) as picked,
             generate_series(1, 100) as n
           group by invoice_id order by invoice_id`,
    verify: `select * from invoices where tenant_id = $1 and invoice_id = any ($2::bigint[])
             order by invoice_id`,
    expect: newRow(100 * INVOICE_PAGES),
  }),
  insert('upsert', 'Insert an invoice that is there: ON CONFLICT DO UPDATE', {
    where: `${insertWhere} ${conflict}`,
    rls: `${insertRls} ${conflict}`,
    draw: existingInvoice,
    verify: invoiceById,
    expect: newRow(2 * INVOICE_PAGES),
  }),
  write('update', 'Mark an invoice as paid', {
    where: `update invoices set status = 'paid', note = 'by transfer'
             where tenant_id = $1 and invoice_id = $2`,
    rls: `update invoices set status = 'paid', note = 'by transfer' where invoice_id = $1`,
    draw: invoiceId,
    verify: invoiceById,
    expect: byKey('invoices_pkey'),
  }),
  write('update-returning', 'Mark an invoice as paid, RETURNING it', {
    where: `update invoices set status = 'paid', note = 'by transfer'
             where tenant_id = $1 and invoice_id = $2 ${returned}`,
    rls: `update invoices set status = 'paid', note = 'by transfer' where invoice_id = $1 ${returned}`,
    draw: invoiceId,
    tenantColumn: 'tenant_id',
    expect: byKey('invoices_pkey'),
  }),
  write('delete', 'Delete a payment', {
    tables: ['payments'],
    where: 'delete from payments where tenant_id = $1 and payment_id = $2',
    rls: 'delete from payments where payment_id = $1',
    draw: `select payment_id from payments where tenant_id = $1 ${byHash}`,
    verify: paymentById,
    expect: byKey('payments_pkey'),
  }),
  insert('insert-child', 'Insert a payment of an invoice (foreign key)', {
    tables: ['payments', 'invoices'],
    where: `insert into payments (tenant_id, payment_id, invoice_id, amount, paid_at)
            values ($1, $2, $3, 420.00, $4)`,
    rls: `insert into payments (payment_id, invoice_id, amount, paid_at) values ($1, $2, 420.00, $3)`,
    draw: `select ${FREE} + invoice_id, invoice_id, created_at + interval '2 years'
             from invoices where tenant_id = $1 ${byHash}`,
    verify: paymentById,
    expect: newRow(12),
  }),
];

type Text = Omit<Operation, 'name' | 'title' | 'effect' | 'tables'> & Partial<Operation>;

/** Under a policy a predicate on the tenant is left out. */
function write(name: string, title: string, text: Text): Operation {
  const forms = { [SENT]: text.rls };
  return { name, title, tables: ['invoices'], effect: 'write', forms, ...text };
}

/** The statement of the WHERE arm is sent under the policy too, which checks the tenant it names. */
function insert(name: string, title: string, text: Text): Operation {
  return write(name, title, { ...text, forms: { [SENT]: text.where }, tenantForms: [SENT] });
}

const inTransaction = {
  context: 'set-config',
  client: 'wire',
  planCacheMode: 'force_custom_plan',
} as const;

const arms: Arm[] = [
  { name: 'where', title: 'WHERE', isolation: 'where', sibling: 'where', ...inTransaction },
  {
    name: 'where-again',
    title: 'WHERE, again (A/A)',
    isolation: 'where',
    sibling: 'where-again',
    repeats: 'where',
    ...inTransaction,
  },
  { name: 'rls', title: 'RLS', isolation: 'rls', sibling: 'rls', form: SENT, ...inTransaction },
  {
    name: 'rls-default',
    title: 'RLS, the tenant by default',
    isolation: 'rls',
    sibling: 'default',
    operations: operations.filter(({ tenantForms }) => tenantForms).map(({ name }) => name),
    ...inTransaction,
  },
];

export default defineScenario({
  name: 'writes',
  question: 'What does a row-level security policy cost a write, and what does it not allow?',
  dataset: 'invoices',
  operations,
  arms,
  contrasts: [
    {
      name: 'a-a',
      title: 'the same work twice, on two clones',
      treatment: 'where-again',
      baseline: 'where',
      kind: 'aa',
    },
    {
      name: 'policy',
      title: 'the policy: USING or WITH CHECK',
      treatment: 'rls',
      baseline: 'where',
      kind: 'step',
    },
    {
      name: 'default',
      title: 'the tenant by a column default',
      treatment: 'rls-default',
      baseline: 'rls',
      kind: 'level',
    },
  ],
  telling: ['insert'],
  tellingTenants: ['whale'],
  timed: ['insert', 'insert-batch', 'upsert', 'update', 'delete', 'insert-child'],
  concurrent: [],
  siblings,
  sample: true,
  drawFrom: 'base',
  loadShare: 0.1,
  probes: ['refused-write', 'copy'],
});
