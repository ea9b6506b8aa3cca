import { type Mistake, put } from '../mistaken.js';

/** Clones of clones. */
export const SIBLINGS: readonly Mistake[] = [
  [
    'a clone of nothing',
    put('siblings.3.from', 'by-dte'),
    'siblings.by-date-bloated.from',
    'the name of a sibling (plain, by-date, by-date-again, by-date-bloated), got "by-dte"',
  ],
  [
    'a circle of clones',
    put('siblings.1.from', 'by-date-bloated'),
    'siblings.by-date.from',
    'expected no circle, got by-date -> by-date-bloated -> by-date',
  ],
  [
    'a clone that repeats nothing',
    put('siblings.2.repeats', 'x'),
    'siblings.by-date-again.repeats',
    '"x"',
  ],
  [
    'a clone that repeats itself',
    put('siblings.2.repeats', 'by-date-again'),
    'siblings.by-date-again.repeats',
    'no circle',
  ],
  [
    'a repeated clone with another set-up',
    put('siblings.2.setup', ['create index of_date on invoices (due_on)']),
    'siblings.by-date-again.setup',
    'expected that of "by-date", which it repeats',
  ],
  [
    'a clone of one that is made later',
    put('siblings.0.from', 'by-date'),
    'siblings.plain.from',
    'a sibling listed before it, got "by-date"',
  ],
  [
    'a repeat of a repeated clone',
    put('siblings.3', { name: 'third', title: 'x', repeats: 'by-date-again' }),
    'siblings.third.repeats',
    'a sibling that repeats none itself, got "by-date-again"',
  ],
  [
    // A gate's own: files of a base or a head, never those of a scenario.
    'files of SQL',
    put('siblings.1.sql', [{ path: 'a.sql', statements: [] }]),
    'siblings.by-date.sql',
    'expected one of the keys name, title, from, setup, repeats, rows, reads; got "sql".',
  ],
];
