import { harmlessSql } from './harmless.js';

export const indexAdded = harmlessSql({
  name: 'index-added',
  what: 'Adds an index to invoices that no operation uses.',
  sql: ['create index invoices_due_idx on invoices (due_on)'],
});
