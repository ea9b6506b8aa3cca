import { latest } from '../../../schemas/invoices/operations.js';
import { setRule } from '../../../schemas/invoices/policy-forms.js';
import { specOf } from '../spec.js';
import { sqlLie } from './lie.js';

export const policyOpened = sqlLie({
  name: 'policy-opened',
  what: 'Makes the policy of invoices USING (true): everybody sees all of them.',
  caughtBy: ['isolation'],
  scenario: specOf([latest]),
  head: setRule('true', ['invoices']),
});
