import { expect, test } from 'vitest';
import { armForms } from '../../bench/proof/arm-form.js';
import { arms } from './small-scenario.js';

test('arms with the same SQL share a form; role, transaction and plan mode keep them apart', () => {
  const names = armForms(arms).map((form) => form.arms.map(({ name }) => name));
  expect(names).toEqual([
    ['where', 'where-again'],
    ['where-begin'],
    ['rls', 'rls-implicit', 'rls-pg'],
    ['rls-generic'],
  ]);
});
