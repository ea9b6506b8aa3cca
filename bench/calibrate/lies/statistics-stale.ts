import { countOpen } from '../../../schemas/invoices/operations.js';
import { specOf } from '../spec.js';
import { sqlLie } from './lie.js';

/** Three in a hundred invoices were open, now nearly all; VACUUM, so that only the statistics differ. */
export const statisticsStale = sqlLie({
  name: 'statistics-stale',
  what: 'Opens most invoices and leaves ANALYZE out: the planner counts on the few that were open before.',
  caughtBy: ['expectation'],
  scenario: specOf([{ ...countOpen, expect: [{ estimateWithin: 2 }] }]),
  given: [`update invoices set status = 'open' where status = 'paid'`, 'vacuum invoices'],
  base: ['analyze invoices'],
  head: [],
});
