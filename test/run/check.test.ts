import { expect, test } from 'vitest';
import { exactMetrics } from '../../bench/check/exact-metrics.js';
import { checkJson, hasPassed } from '../../bench/check/json.js';
import { checkMarkdown } from '../../bench/check/markdown.js';
import { checkText } from '../../bench/check/text.js';
import { check } from '../../bench/run/check.js';
import type { Scenario, Sibling } from '../../bench/scenario/scenario.js';
import openInvoices from '../../docs/examples/open-invoices.js';
import { testedMajor } from '../support/tested-major.js';
import { SMALL } from './small-run.js';

const signal = new AbortController().signal;

function checkSmall(scenario: Scenario) {
  return check({
    ...{
      scenarios: [scenario],
      profile: SMALL,
      location: 'embedded',
      pgMajor: testedMajor(),
      seed: 1,
      signal,
    },
    ...{ command: 'a test', onEvent: () => {} },
  });
}

/** The example with another set-up of the sibling that its expectation is about. */
function withSetup(setup: readonly string[]): Scenario {
  const siblings = openInvoices.siblings.map((sibling) =>
    'setup' in sibling ? { ...sibling, setup } : sibling,
  );
  return { ...openInvoices, siblings };
}

const told = ({ result }: Awaited<ReturnType<typeof check>>) =>
  result.expectations.filter(({ status }) => status === 'failed');

test('a scenario whose expectations hold: passed, with no load and nothing of the clock', async () => {
  const { result, error } = await checkSmall(openInvoices);
  expect(error).toBeUndefined();
  expect(told({ result })).toEqual([]);
  expect(result.expectations.length).toBeGreaterThan(0);
  expect(hasPassed(result)).toBe(true);
  expect(result.contrasts).toEqual([]);
  expect(checkText(result)).toContain('passed');
  expect(checkMarkdown(result)).toContain('# rlsbench check: passed');
  // Four arms on three tenants, each of them planned; the A/A control is for clocks.
  expect(exactMetrics(result)).toHaveLength(4 * 3);
  expect(JSON.parse(checkJson(result))).toMatchObject({ passed: true });
});

test('lied to: the index is gone, and every plan that was to use it is told with its plan', async () => {
  const { result } = await checkSmall(
    withSetup(['create index open_due_idx on invoices (due_on)']),
  );
  const failed = told({ result });
  expect(hasPassed(result)).toBe(false);
  expect(new Set(failed.map(({ arm }) => arm))).toEqual(new Set(['where', 'rls']));
  expect(failed.every(({ plan, message }) => plan.includes('>> ') && message !== '')).toBe(true);
  expect(checkText(result, false)).toContain('expected uses open_due_idx');
  expect(checkText(result, true)).toContain('\u001b[31mexpected\u001b[39m uses open_due_idx');
  expect(checkMarkdown(result)).toContain('# rlsbench check: failed');
});

test('lied to: a policy that lets everything through is a failed proof, not a plan', async () => {
  const open = [
    'drop policy invoices_tenant on invoices',
    'create policy p on invoices using (true)',
  ];
  const { result, error } = await checkSmall(
    withSetup(['create index open_due_idx on invoices (tenant_id, due_on)', ...open]),
  );
  // It writes no journal that it could point at.
  expect(error).toMatchObject({
    exitCode: 1,
    nextStep: expect.stringMatching(/every failed check stands above/),
  });
  expect(hasPassed(result)).toBe(false);
  expect(checkText(result)).toContain('proof failed');
});

test('what a policy looks up is named but not made: the file and the key, exit 2', async () => {
  const [first, ...others] = openInvoices.siblings;
  if (!first) throw new Error('the example has lost its siblings');
  const sibling: Sibling = { ...first, reads: ['invoices', 'invoices_vew'] };
  const checked = checkSmall({ ...openInvoices, siblings: [sibling, ...others] });
  await expect(checked).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      new RegExp(
        `open-invoices\\S*: siblings\\.${first.name}\\.reads\\[1\\]: expected a table or view .*, got "invoices_vew"`,
      ),
    ),
  });
});

test('lied to: a sibling that holds other rows than it says fails the proof of equal work', async () => {
  const { error } = await checkSmall(
    withSetup([
      `create index open_due_idx on invoices (tenant_id, due_on)`,
      `update invoices set amount = amount + 1 where status = 'open'`,
    ]),
  );
  expect(error).toMatchObject({ exitCode: 1, message: expect.stringContaining('equal work') });
});

test('the exact metrics are the same again, to the last buffer', async () => {
  const [first, second] = [await checkSmall(openInvoices), await checkSmall(openInvoices)];
  const metrics = exactMetrics(first.result);
  expect(exactMetrics(second.result)).toEqual(metrics);
  // Equal because there is something to be equal, not for want of it.
  expect(metrics).toHaveLength(4 * 3);
  for (const { fingerprint, buffers, roundTrips } of metrics) {
    expect(fingerprint).toMatch(/^[0-9a-f]{12}$/);
    expect(buffers).toBeGreaterThan(0);
    expect(roundTrips).toBeGreaterThan(0);
  }
});
