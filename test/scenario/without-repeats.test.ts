import { expect, test } from 'vitest';
import { withoutRepeats } from '../../bench/scenario/without-repeats.js';
import openInvoices from '../../docs/examples/open-invoices.js';
import writes from '../../scenarios/writes.js';

test('the arm that repeats another goes, with its contrast and the clone that it alone is on', () => {
  const { arms, contrasts, siblings } = withoutRepeats(openInvoices);
  expect(arms.map(({ name }) => name)).toEqual(['where', 'where-without', 'rls', 'rls-without']);
  expect(contrasts.map(({ name }) => name)).toEqual(['policy', 'index']);
  expect(siblings?.map(({ name }) => name)).toEqual(['as-loaded', 'due']);
});

test('a clone made like another stays where an arm that is no control works on it', () => {
  const { siblings } = withoutRepeats(writes);
  expect(siblings?.map(({ name }) => name)).toEqual(['base', 'where', 'rls', 'default']);
});
