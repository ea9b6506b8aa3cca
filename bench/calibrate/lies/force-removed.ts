import { latest } from '../../../schemas/invoices/operations.js';
import { specOf } from '../spec.js';
import { sqlLie } from './lie.js';

export const forceRemoved = sqlLie({
  name: 'force-removed',
  what: 'Takes FORCE ROW LEVEL SECURITY off invoices: their owner sees all of them.',
  caughtBy: ['isolation'],
  scenario: specOf([latest]),
  head: ['alter table invoices no force row level security'],
});
