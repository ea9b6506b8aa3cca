import { latest } from '../../../schemas/invoices/operations.js';
import { armsWith, RLS, specOf } from '../spec.js';
import type { Lie } from './lie.js';

export const extraRoundTrip: Lie = {
  name: 'extra-round-trip',
  what: 'Waits for each statement of the transaction in place of sending all at once: four round trips for one.',
  caughtBy: ['round-trips'],
  base: { sql: [], scenario: specOf([latest]) },
  head: {
    sql: [],
    scenario: specOf([latest], { arms: armsWith({ ...RLS, context: 'set-config' }) }),
  },
};
