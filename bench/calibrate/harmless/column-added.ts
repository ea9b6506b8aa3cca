import { harmlessSql } from './harmless.js';

export const columnAdded = harmlessSql({
  name: 'column-added',
  what: 'Adds a nullable column to invoices.',
  sql: ['alter table invoices add column paid_by text'],
});
