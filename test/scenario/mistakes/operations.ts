import { both, type Mistake, put } from '../mistaken.js';

/** Operations, their texts and parameters. */
export const OPERATIONS: readonly Mistake[] = [
  [
    'an operation without arms',
    both(
      put('arms.0.operations', ['point']),
      put('arms.1.operations', ['point']),
      put('arms.2.operations', ['point']),
      put('arms.4.operations', ['point']),
    ),
    'operations.pay',
    'at least one arm that takes part in it, got none',
  ],
  [
    'a form without arms',
    put('operations.0.forms.other', 'select 1 from invoices where invoice_id = $1'),
    'operations.point.forms.other',
    'an arm of that form, got none',
  ],
  [
    'a form given the tenant that is no form',
    put('operations.0.tenantForms', ['anny']),
    'operations.point.tenantForms[0]',
    'got "anny". Did you mean "any"?',
  ],
  [
    'a form given the tenant that has no use for it',
    put('operations.0.tenantForms', ['any']),
    'operations.point.forms.any',
    'expected $1, $2 (the tenant id and the drawn columns as in where, for arm rls-any), got $1.',
  ],
  [
    'an unknown table',
    put('operations.0.tables', ['invoice']),
    'operations.point.tables[0]',
    '"invoices"?',
  ],
  [
    'a write outside of a transaction',
    put('arms.4.context', 'set-config-implicit'),
    'arms.rls-plain.context',
    'for the write "pay", which is rolled back, got "set-config-implicit"',
  ],
  [
    'a write that does not say so',
    both(put('operations.1.effect', undefined), put('operations.1.verify', undefined)),
    'operations.pay.effect',
    'expected "write", since where begins with UPDATE',
  ],
  [
    'a write that leaves nothing to compare',
    put('operations.1.verify', undefined),
    'operations.pay.verify',
    'a query of what the write left, since where has no RETURNING',
  ],
  [
    'a read that is verified',
    put('operations.0.verify', 'select 1 where $1 is null'),
    'operations.point.verify',
    'of writes alone',
  ],
  [
    'a verifying query with a parameter of its own',
    put(
      'operations.1.verify',
      'select count(*) from invoices where tenant_id = $1 and amount > $2',
    ),
    'operations.pay.verify',
    'expected $1 (the tenant id, then what was drawn for where), got $1, $2',
  ],
  [
    'a tenant that is not asked for',
    put('operations.1.where', `update invoices set status = 'paid'`),
    'operations.pay.where',
    'expected $1 (the tenant id), got no parameter',
  ],
  [
    'a parameter beyond what there is',
    put('operations.1.rls', `update invoices set status = 'paid' where invoice_id = $1`),
    'operations.pay.rls',
    'expected no parameter (no draw), got $1',
  ],
  [
    'texts that take different parameters',
    put('operations.0.rls', 'select tenant_id from invoices where invoice_id between $1 and $2'),
    'operations.point.rls',
    'expected $1 (the drawn columns as in where), got $1, $2',
  ],
  [
    'a form that takes other parameters',
    put('operations.0.forms.any', 'select tenant_id from invoices where invoice_id = $2'),
    'operations.point.forms.any',
    'expected $1 (the drawn columns as in where, for arm rls-any), got $2',
  ],
  [
    'a draw without a seed',
    put('operations.0.draw', 'select invoice_id from invoices where tenant_id = $1 limit $3'),
    'operations.point.draw',
    'expected $1, $2, $3 (the tenant id, a seed and how many sets), got $1, $3',
  ],
];
