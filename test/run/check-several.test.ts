import { expect, test } from 'vitest';
import { exactMetrics } from '../../bench/check/exact-metrics.js';
import { check } from '../../bench/run/check.js';
import type { Scenario } from '../../bench/scenario/scenario.js';
import openInvoices from '../../docs/examples/open-invoices.js';
import leaks from '../../scenarios/leaks.js';
import policies from '../../scenarios/policies.js';
import { testedMajor } from '../support/tested-major.js';
import { SMALL, smallScenario } from './small-run.js';

/** The databases of one scenario are made while another is proved: each has to end as it does alone. */

function checkAll(scenarios: readonly Scenario[], siblingBytes = SMALL.siblingBytes) {
  const doing: string[] = [];
  const outcome = check({
    ...{
      scenarios,
      profile: { ...SMALL, siblingBytes },
      location: 'embedded',
      pgMajor: testedMajor(),
    },
    ...{ seed: 1, signal: new AbortController().signal, command: 'a test' },
    onEvent: ({ text }) => doing.push(text),
  });
  return outcome.then((done) => ({ ...done, doing }));
}

const named = (name: string, setup?: readonly string[]): Scenario => ({
  ...openInvoices,
  name,
  siblings: openInvoices.siblings.map((sibling) =>
    'setup' in sibling && setup ? { ...sibling, setup } : sibling,
  ),
});

const open = [
  'create index open_due_idx on invoices (tenant_id, due_on)',
  'drop policy invoices_tenant on invoices',
  'create policy p on invoices using (true)',
];

test('side by side, several give each the exact metrics that it has alone', async () => {
  const together = await checkAll([smallScenario(), named('first'), named('second')]);
  expect(together.error).toBeUndefined();
  const alone = await checkAll([named('second')]);
  const ofSecond = exactMetrics(together.result).filter(({ scenario }) => scenario === 'second');
  expect(ofSecond).toEqual(exactMetrics(alone.result));
  // Made meanwhile, so no word of it but that they are waited for.
  expect(alone.doing).toContainEqual(expect.stringMatching(/^second: making .* \(1 of 2\)/));
  expect(together.doing).not.toContainEqual(expect.stringMatching(/^second: making .* \(1 of 2\)/));
});

test('where the disk holds one at a time, one is made after the other', async () => {
  const { error, doing } = await checkAll([named('first'), named('second')], 3e6);
  expect(error).toBeUndefined();
  expect(doing).toContainEqual(expect.stringMatching(/^second: making .* \(1 of 2\)/));
});

test('a scenario that fails its proofs keeps no other from being checked', async () => {
  const { result, error } = await checkAll([named('leaky', open), named('sound')]);
  expect(error).toMatchObject({ exitCode: 1 });
  const failed = result.proofs.filter(({ status }) => status === 'failed');
  expect(new Set(failed.map(({ scenario }) => scenario))).toEqual(new Set(['leaky']));
  expect(exactMetrics(result).filter(({ scenario }) => scenario === 'sound')).not.toEqual([]);
});

test('SQL that fails while the one before is proved is told as it is when it stands alone', async () => {
  const broken = named('broken', ['create index on invoices (no_such_column)']);
  await expect(checkAll([named('sound'), broken])).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('siblings.due.setup[0]'),
  });
});

test('names that begin alike do not meet on the server', async () => {
  const scenarios = [named('a-name-that-begins-alike'), named('a-name-that-begins-alike-too')];
  const { result, error } = await checkAll(scenarios);
  expect(error).toBeUndefined();
  expect(result.scenarios).toHaveLength(2);
});

test('where tenants have roles of their own, a scenario still finds the one login that policies bind', async () => {
  const arms = policies.arms.filter(
    ({ sibling, isolation }) => sibling === 'views' || isolation === 'where',
  );
  expect(arms.length).toBeGreaterThan(0);
  const names = arms.map(({ name }) => name);
  const views: Scenario = {
    ...policies,
    arms,
    contrasts: policies.contrasts.filter(
      ({ treatment, baseline }) => names.includes(treatment) && names.includes(baseline),
    ),
    operations: policies.operations.map(({ expect: _, ...operation }) => operation),
  };
  const { error } = await checkAll([leaks, views]);
  expect(error).toBeUndefined();
});
