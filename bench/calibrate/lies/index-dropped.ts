import { countOpen, latest } from '../../../schemas/invoices/operations.js';
import { specOf } from '../spec.js';
import { sqlLie } from './lie.js';

export const indexDropped = sqlLie({
  name: 'index-dropped',
  what: 'Drops the index on (tenant_id, status) that the count of open invoices is read from.',
  caughtBy: ['index-lost'],
  scenario: specOf([countOpen, latest]),
  head: ['drop index invoices_tenant_status_idx'],
});
