import type { CostWrites } from '../../bench/dataset/dataset.js';

/**
 * New invoices as they come in: of all tenants in the shares they have, after the last one there is.
 * Invoices that are paid: `status` changes, so an index with it in its key gets a new entry even
 * where the row finds room on its own page. Rows are found by their place, whatever indexes there
 * are.
 */
export function invoicesCostWrites(rows: number): CostWrites {
  return {
    prepare: [
      `create temp table new_rows as
         select tenant_id, invoice_id + 1000000000000 as invoice_id, customer_id, status, amount,
                latest + row_number() over (order by invoice_id) * interval '1 minute' as created_at,
                due_on, reference, note
           from invoices, (select max(created_at) as latest from invoices) last
          order by hashint8extended(invoice_id, 3) limit ${rows}`,
      `create temp table changed_rows as
         select tableoid as relation, ctid as place
           from invoices order by hashint8extended(invoice_id, 4), invoice_id limit ${rows}`,
      'analyze new_rows',
      'analyze changed_rows',
    ],
    insert: `insert into invoices (tenant_id, invoice_id, customer_id, status, amount, created_at,
                                   due_on, reference, note)
             select * from new_rows order by created_at`,
    update: `update invoices set status = case status when 'paid' then 'void' else 'paid' end
               from changed_rows
              where invoices.ctid = place and invoices.tableoid = relation`,
  };
}
