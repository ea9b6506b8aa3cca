import { type Mistake, put } from '../mistaken.js';

/** What must hold of plans. */
export const EXPECTATIONS: readonly Mistake[] = [
  [
    'an expectation of an unknown arm',
    put('operations.0.expect.0.arms', ['rls', 'rsl']),
    'operations.point.expect[0].arms[1]',
    'got "rsl". Did you mean "rls"?',
  ],
  [
    'an expectation of an arm that takes no part',
    put('operations.1.expect', [{ arms: ['rls-any'], maxBuffers: 1 }]),
    'operations.pay.expect[0].arms[0]',
    'an arm that takes part in "pay"',
  ],
  [
    'an expectation without a rule',
    put('operations.0.expect.0', { arms: ['rls'] }),
    'operations.point.expect[0]',
    'at least one rule beside arms and tenants',
  ],
  [
    'an unknown rule',
    put('operations.0.expect.0.maxBufers', 4),
    'operations.point.expect[0].maxBufers',
    'Did you mean "maxBuffers"?',
  ],
  [
    'a budget that is no number',
    put('operations.0.expect.0.maxBuffers', '40'),
    'operations.point.expect[0].maxBuffers',
    'a number, got "40"',
  ],
];
