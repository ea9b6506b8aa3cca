import { BARE, protect } from '../../../schemas/invoices/policy-forms.js';
import { harmlessSql } from './harmless.js';

export const tableAdded = harmlessSql({
  name: 'table-added',
  what: 'Adds a table with row-level security.',
  sql: [
    'create table reminders (tenant_id uuid not null, invoice_id bigint not null, sent_on date)',
    ...protect('reminders', BARE),
  ],
});
