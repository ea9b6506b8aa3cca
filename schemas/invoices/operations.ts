import type { Operation } from '../../bench/scenario/scenario.js';

/**
 * What an invoicing application asks for, each query as it is written with a WHERE clause of its own
 * and as it is written under a policy. Scenarios take those they need; what must hold of a plan
 * depends on the indexes, so a scenario adds that itself.
 */

const INVOICE_COLUMNS = 'tenant_id, invoice_id, customer_id, status, amount, created_at';

/** Sets are drawn by a hash, so that they are the same in every run and not the latest or the first. */
const byHash = 'order by hashint8extended(invoice_id, $2), invoice_id limit $3';

export const point: Operation = {
  name: 'point',
  title: 'Read one invoice by id',
  tables: ['invoices'],
  where: `select ${INVOICE_COLUMNS} from invoices where tenant_id = $1 and invoice_id = $2`,
  rls: `select ${INVOICE_COLUMNS} from invoices where invoice_id = $1`,
  draw: `select invoice_id from invoices where tenant_id = $1
           ${byHash}`,
  tenantColumn: 'tenant_id',
};

export const latest: Operation = {
  name: 'latest',
  title: 'Latest 20 invoices',
  tables: ['invoices'],
  where: `select ${INVOICE_COLUMNS} from invoices where tenant_id = $1
            order by created_at desc, invoice_id desc limit 20`,
  rls: `select ${INVOICE_COLUMNS} from invoices
          order by created_at desc, invoice_id desc limit 20`,
  tenantColumn: 'tenant_id',
};

export const nextPage: Operation = {
  name: 'next-page',
  title: 'Next 20 invoices by keyset',
  tables: ['invoices'],
  where: `select ${INVOICE_COLUMNS} from invoices
            where tenant_id = $1 and (created_at, invoice_id) < ($2::timestamptz, $3::bigint)
            order by created_at desc, invoice_id desc limit 20`,
  rls: `select ${INVOICE_COLUMNS} from invoices
          where (created_at, invoice_id) < ($1::timestamptz, $2::bigint)
          order by created_at desc, invoice_id desc limit 20`,
  draw: `select created_at, invoice_id from invoices where tenant_id = $1
           ${byHash}`,
  tenantColumn: 'tenant_id',
};

/** Three in a hundred invoices are open: a filter that is worth an index, and an order on top. */
export const filterAndSort: Operation = {
  name: 'filter-and-sort',
  title: 'Latest 20 open invoices',
  tables: ['invoices'],
  where: `select ${INVOICE_COLUMNS} from invoices where tenant_id = $1 and status = 'open'
            order by created_at desc, invoice_id desc limit 20`,
  rls: `select ${INVOICE_COLUMNS} from invoices where status = 'open'
          order by created_at desc, invoice_id desc limit 20`,
  tenantColumn: 'tenant_id',
};

export const countOpen: Operation = {
  name: 'count-open',
  title: 'Count open invoices',
  tables: ['invoices'],
  where: `select count(*) from invoices where tenant_id = $1 and status = 'open'`,
  rls: `select count(*) from invoices where status = 'open'`,
};

export const dateRange: Operation = {
  name: 'date-range',
  title: 'Sum invoices by status over 30 days',
  tables: ['invoices'],
  where: `select status, count(*), sum(amount) from invoices
            where tenant_id = $1 and created_at >= $2::timestamptz
              and created_at < $2::timestamptz + interval '30 days'
            group by status order by status`,
  rls: `select status, count(*), sum(amount) from invoices
          where created_at >= $1::timestamptz
            and created_at < $1::timestamptz + interval '30 days'
          group by status order by status`,
  draw: `select created_at from invoices where tenant_id = $1
           ${byHash}`,
};
