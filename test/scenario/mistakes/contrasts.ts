import { both, type Mistake, put } from '../mistaken.js';

/** Arms compared. */
export const CONTRASTS: readonly Mistake[] = [
  ['two contrasts of a name', put('contrasts.2.name', 'a-a'), 'contrasts[2].name', 'contrasts[0]'],
  [
    'a contrast of no arm',
    put('contrasts.1.baseline', 'nobody'),
    'contrasts.policy.baseline',
    '"nobody"',
  ],
  [
    'a contrast with itself',
    put('contrasts.1.baseline', 'rls'),
    'contrasts.policy.baseline',
    'another arm',
  ],
  [
    'an unknown kind of contrast',
    put('contrasts.1.kind', 'stp'),
    'contrasts.policy.kind',
    '"step"?',
  ],
  [
    'an A/A contrast of arms that are not the same',
    put('contrasts.0.treatment', 'rls'),
    'contrasts.a-a.treatment',
    'expected an arm that repeats "where", since it is of kind "aa", got "rls"',
  ],
  [
    'no A/A contrast',
    (scenario) => (scenario.contrasts as unknown[]).shift(),
    'contrasts',
    'no noise floor',
  ],
  [
    'a contrast without an operation in common',
    both(
      put('contrasts.1.treatment', 'rls-any'),
      put('arms.0.operations', ['pay']),
      put('arms.1.operations', ['pay']),
    ),
    'contrasts.policy',
    'an operation of both arms, got none',
  ],
];
