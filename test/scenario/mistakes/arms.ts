import { both, type Mistake, put } from '../mistaken.js';

/** Arms alike, and arms that name what is not there. */
export const ARMS: readonly Mistake[] = [
  [
    'two arms alike',
    put('arms.4.sibling', 'by-date'),
    'arms.rls-plain',
    'got that of "rls": set repeats if it is meant',
  ],
  [
    'two arms alike but for their words',
    both(put('arms.4.sibling', 'by-date'), put('arms.4.indexes', 'none')),
    'arms.rls-plain',
    'got that of "rls"',
  ],
  [
    'two arms alike on clones of the same content',
    put('arms.4.sibling', 'by-date-again'),
    'arms.rls-plain',
    'got that of "rls"',
  ],
  ['a repeat of nothing', put('arms.1.repeats', 'wehre'), 'arms.where-again.repeats', '"where"?'],
  ['a repeat of a repeat', put('arms.2.repeats', 'where-again'), 'arms.rls.repeats', 'none itself'],
  [
    'a repeat with another level',
    put('arms.1.context', 'transaction'),
    'arms.where-again.context',
    'that of "where", which it repeats ("set-config"), got "transaction"',
  ],
  [
    'a repeat on other content',
    put('arms.1.sibling', 'plain'),
    'arms.where-again.sibling',
    'expected "by-date" as of "where"',
  ],
  ['an unknown sibling', put('arms.2.sibling', 'by-dat'), 'arms.rls.sibling', '"by-date"?'],
  [
    'an unknown operation of an arm',
    put('arms.3.operations', ['pont']),
    'arms.rls-any.operations[0]',
    'the name of an operation (point, pay), got "pont". Did you mean "point"?',
  ],
  ['a form that is nowhere', put('arms.3.form', 'any-of'), 'arms.rls-any.form', 'got "any-of"'],
  ['an arm without work', put('arms.3.operations', ['pay']), 'arms.rls-any', 'with its form "any"'],
];
