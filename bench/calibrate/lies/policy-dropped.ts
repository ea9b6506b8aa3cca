import { latest } from '../../../schemas/invoices/operations.js';
import { specOf } from '../spec.js';
import { sqlLie } from './lie.js';

/** Row-level security without a policy is "default deny" (Postgres manual, 5.9). */
export const policyDropped = sqlLie({
  name: 'policy-dropped',
  what: 'Drops the policy of invoices: nobody sees any of them.',
  caughtBy: ['isolation', 'proof'],
  scenario: specOf([latest]),
  head: ['drop policy invoices_tenant on invoices'],
});
