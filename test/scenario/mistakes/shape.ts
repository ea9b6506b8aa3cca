import { both, type Mistake, put } from '../mistaken.js';

/** A value that is not what its key holds. */
export const SHAPE: readonly Mistake[] = [
  ['an unknown key', put('loadshare', 1), 'loadshare', 'Did you mean "loadShare"?'],
  ['an unknown factor', put('arms.2.isolaton', 'rls'), 'arms.rls.isolaton', '"isolation"?'],
  [
    'a misspelt factor',
    both(put('arms.2.isolaton', 'rls'), put('arms.2.isolation', undefined)),
    'arms.rls.isolaton',
    'Did you mean "isolation"?',
  ],
  [
    'an unknown level',
    put('arms.2.context', 'set-confg'),
    'arms.rls.context',
    'or "signed-token", got "set-confg". Did you mean "set-config"?',
  ],
  [
    'a missing factor',
    put('arms.2.client', undefined),
    'arms.rls.client',
    'expected "wire", "pg", "pg-pipeline" or "pg-pool", got nothing.',
  ],
  ['an arm without a name', put('arms.3.name', undefined), 'arms[3].name', 'a text, got nothing'],
  ['a name with a blank', put('arms.3.name', 'r l s'), 'arms[3].name', 'lower-case letters'],
  ['a list that is a text', put('concurrent', 'point'), 'concurrent', 'a list, got "point"'],
  ['no arm at all', put('arms', []), 'arms', 'at least one arm, got an empty list'],
  ['no operation at all', put('operations', []), 'operations', 'at least one operation'],
  ['a question that asks nothing', put('question', 'So.'), 'question', 'in a question mark'],
  ['a share of load too large', put('loadShare', 10), 'loadShare', 'at most 1, got 10'],
  ['an unknown probe', put('probes', ['copi']), 'probes[0]', 'got "copi". Did you mean "copy"?'],
  ['an unknown dataset', put('dataset', 'invoice'), 'dataset', 'Did you mean "invoices"?'],
];
