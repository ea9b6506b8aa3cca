import { latest } from '../../../schemas/invoices/operations.js';
import { SETTING, setRule } from '../../../schemas/invoices/policy-forms.js';
import { specOf } from '../spec.js';
import { sqlLie } from './lie.js';

export const helperMadeVolatile = sqlLie({
  name: 'helper-made-volatile',
  what: 'Makes the STABLE function that says who the tenant is VOLATILE: no index can be sought by it.',
  caughtBy: ['index-lost'],
  scenario: specOf([latest]),
  given: [
    `create function current_tenant() returns uuid language plpgsql stable parallel safe
       as $$ begin return ${SETTING}; end $$`,
    ...setRule('tenant_id = current_tenant()', ['invoices']),
  ],
  head: ['alter function current_tenant() volatile'],
});
