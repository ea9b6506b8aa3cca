import { latest } from '../../../schemas/invoices/operations.js';
import { specOf } from '../spec.js';
import { sqlLie } from './lie.js';

/** The other index and the key lead with the tenant too: without them there is only the swapped one. */
export const indexColumnsSwapped = sqlLie({
  name: 'index-columns-swapped',
  what: 'Makes the index on (tenant_id, created_at) one on (created_at, tenant_id): the tenant is no longer sought.',
  caughtBy: ['index-lost'],
  scenario: specOf([latest]),
  given: [
    'drop index invoices_tenant_created_idx',
    'drop index invoices_tenant_status_idx',
    'alter table invoices drop constraint invoices_pkey',
  ],
  base: ['create index latest_idx on invoices (tenant_id, created_at desc, invoice_id desc)'],
  head: ['create index latest_idx on invoices (created_at desc, tenant_id, invoice_id desc)'],
});
