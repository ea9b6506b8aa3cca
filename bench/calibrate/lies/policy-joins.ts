import { latest } from '../../../schemas/invoices/operations.js';
import { setRule } from '../../../schemas/invoices/policy-forms.js';
import type { Operation } from '../../scenario/scenario.js';
import { specOf } from '../spec.js';
import { sqlLie } from './lie.js';

/** Whoever reads invoices may read tenants, of which the policy there shows one alone. */
const latestOfMember: Operation = { ...latest, tables: ['invoices', 'tenants'] };

export const policyJoins = sqlLie({
  name: 'policy-joins',
  what: 'Has the policy look the tenant up in another table: every row is read, then looked up.',
  caughtBy: ['index-lost'],
  scenario: specOf([latestOfMember]),
  head: setRule('tenant_id in (select t.tenant_id from tenants t)', ['invoices']),
});
