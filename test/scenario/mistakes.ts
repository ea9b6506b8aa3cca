import type { Scenario } from '../../bench/scenario/scenario.js';

/** A scenario as JSON, open to any mistake. */
export type Loose = Record<string, unknown>;

/** One mistake: what it is, how it is made, the key it is at, and what is said of it. */
export type Mistake = readonly [
  what: string,
  make: (scenario: Loose) => void,
  key: string,
  said: string,
];

/** Sets what is at a path of keys and indexes; undefined takes it away. */
export const put =
  (path: string, value: unknown) =>
  (scenario: Loose): void => {
    const parts = path.split('.');
    const last = parts.pop() ?? '';
    const holder = parts.reduce<Record<string, unknown>>(
      (here, part) => here[part] as Record<string, unknown>,
      scenario,
    );
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  };

const both =
  (...makes: ((scenario: Loose) => void)[]) =>
  (scenario: Loose): void => {
    for (const make of makes) make(scenario);
  };

/** Makes a mistake in a copy. */
export function mistaken(scenario: Scenario, make: (scenario: Loose) => void): unknown {
  const copy = JSON.parse(JSON.stringify(scenario));
  make(copy);
  return copy;
}

/** In the sound scenario: arms 0 where, 1 where-again, 2 rls, 3 rls-any, 4 rls-plain. */
export const MISTAKES: readonly Mistake[] = [
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
    'or "set-config-implicit", got "set-confg". Did you mean "set-config"?',
  ],
  [
    'a missing factor',
    put('arms.2.client', undefined),
    'arms.rls.client',
    'expected "wire", "pg" or "pg-pipeline", got nothing.',
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
  ['two arms of a name', put('arms.3.name', 'rls'), 'arms[3].name', 'got "rls" as in arms[2]'],
  ['two operations of a name', put('operations.1.name', 'point'), 'operations[1].name', '"point"'],
  ['two contrasts of a name', put('contrasts.2.name', 'a-a'), 'contrasts[2].name', 'contrasts[0]'],
  ['two siblings of a name', put('siblings.1.name', 'plain'), 'siblings[1].name', '"plain"'],
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
  ['drawing from nothing', put('drawFrom', 'plan'), 'drawFrom', 'Did you mean "plain"?'],
  ['an unknown telling operation', put('telling', ['pont']), 'telling[0]', '"point"?'],
  ['an unknown concurrent operation', put('concurrent', ['x']), 'concurrent[0]', 'got "x"'],
  ['an unknown timed operation', put('timed', ['point', 'x']), 'timed[1]', 'got "x"'],
  ['telling, but not timed', put('timed', ['pay']), 'telling[0]', 'one of the timed operations'],
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
