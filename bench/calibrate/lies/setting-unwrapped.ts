import { dateRange } from '../../../schemas/invoices/operations.js';
import { BARE, setRule, WRAPPED } from '../../../schemas/invoices/policy-forms.js';
import { specOf } from '../spec.js';
import { sqlLie } from './lie.js';

/** No index leads with the tenant, so the policy is a filter: wrapped, the setting is read once. */
export const settingUnwrapped = sqlLie({
  name: 'setting-unwrapped',
  what: 'Takes the subselect off current_setting in a policy that filters rows: it is called for each of them.',
  caughtBy: ['calls'],
  scenario: specOf([dateRange], { countCalls: true }),
  given: [
    'drop index invoices_tenant_created_idx',
    'drop index invoices_tenant_status_idx',
    'alter table invoices drop constraint invoices_pkey',
    'create index created_idx on invoices (created_at)',
  ],
  base: setRule(WRAPPED, ['invoices']),
  head: setRule(BARE, ['invoices']),
});
