import { harmlessSql } from './harmless.js';

export const commentAdded = harmlessSql({
  name: 'comment-added',
  what: 'Writes comments on invoices, on its policy and on an index.',
  sql: [
    `comment on table invoices is 'what a customer owes'`,
    `comment on policy invoices_tenant on invoices is 'a tenant sees its own'`,
    `comment on index invoices_tenant_status_idx is 'counts by status'`,
  ],
});
