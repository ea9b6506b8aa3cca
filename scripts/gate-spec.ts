import type { Operation, Scenario } from '../bench/scenario/scenario.js';
import whereVsRls from '../scenarios/where-vs-rls.js';
import * as invoicing from '../schemas/invoices/operations.js';

/** What an invoicing application asks for, as a team would hold its pull requests to it. */

const byHash = (column: string) => `order by hashint8extended(${column}, $2), ${column} limit $3`;

const linesOfInvoice: Operation = {
  name: 'lines-of-invoice',
  title: 'Lines of one invoice',
  tables: ['line_items'],
  where: `select tenant_id, line_no, description, quantity, unit_price from line_items
            where tenant_id = $1 and invoice_id = $2 order by line_no`,
  rls: `select tenant_id, line_no, description, quantity, unit_price from line_items
          where invoice_id = $1 order by line_no`,
  draw: `select invoice_id from invoices where tenant_id = $1 ${byHash('invoice_id')}`,
  tenantColumn: 'tenant_id',
};

const customer: Operation = {
  name: 'customer',
  title: 'Read one customer by id',
  tables: ['customers'],
  where: `select tenant_id, customer_id, name, city from customers
            where tenant_id = $1 and customer_id = $2`,
  rls: 'select tenant_id, customer_id, name, city from customers where customer_id = $1',
  draw: `select customer_id from customers where tenant_id = $1 ${byHash('customer_id')}`,
  tenantColumn: 'tenant_id',
};

const customers: Operation = {
  name: 'customers',
  title: 'First 20 customers',
  tables: ['customers'],
  where: `select tenant_id, customer_id, name from customers
            where tenant_id = $1 order by customer_id limit 20`,
  rls: 'select tenant_id, customer_id, name from customers order by customer_id limit 20',
  tenantColumn: 'tenant_id',
};

const withLines = whereVsRls.operations.filter(({ name }) => name === 'with-line-items');

const sent = {
  context: 'set-config-pipelined',
  client: 'wire',
  planCacheMode: 'auto',
} as const;

/** Ten operations, each as WHERE and under the policy. */
export const gateSpec: Scenario = {
  name: 'app',
  question: 'Are the tenant queries of the app as fast as they were?',
  dataset: 'invoices',
  operations: [
    ...[invoicing.point, invoicing.nextPage, invoicing.filterAndSort],
    { ...invoicing.latest, expect: [{ uses: 'tenant_id, created_at desc', tenants: ['whale'] }] },
    ...[invoicing.countOpen, invoicing.dateRange, linesOfInvoice, customer, customers],
    ...withLines.map(({ expect: _, ...operation }) => operation),
  ],
  arms: [
    { name: 'where', title: 'WHERE', isolation: 'where', ...sent },
    { name: 'rls', title: 'RLS', isolation: 'rls', ...sent },
    { name: 'rls-again', title: 'RLS, again (A/A)', isolation: 'rls', repeats: 'rls', ...sent },
  ],
  contrasts: [
    { name: 'a-a', title: 'nothing', treatment: 'rls-again', baseline: 'rls', kind: 'aa' },
    { name: 'policy', title: 'the policy', treatment: 'rls', baseline: 'where', kind: 'step' },
  ],
  telling: ['latest'],
  concurrent: [],
};
