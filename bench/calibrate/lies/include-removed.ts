import type { Operation } from '../../scenario/scenario.js';
import { specOf } from '../spec.js';
import { sqlLie } from './lie.js';

const sumOpen: Operation = {
  name: 'sum-open',
  title: 'Sum of open invoices',
  tables: ['invoices'],
  where: `select sum(amount) from invoices where tenant_id = $1 and status = 'open'`,
  rls: `select sum(amount) from invoices where status = 'open'`,
};

export const includeRemoved = sqlLie({
  name: 'include-removed',
  what: 'Takes INCLUDE (amount) off the index: what was read from the index alone fetches every row.',
  caughtBy: ['index-lost'],
  scenario: specOf([sumOpen]),
  given: ['drop index invoices_tenant_status_idx'],
  base: ['create index open_idx on invoices (tenant_id, status) include (amount)'],
  head: ['create index open_idx on invoices (tenant_id, status)'],
});
