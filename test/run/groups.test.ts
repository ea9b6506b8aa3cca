import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkText } from '../../bench/check/text.js';
import { readJournal } from '../../bench/result/read-journal.js';
import { check } from '../../bench/run/check.js';
import type { Profile } from '../../bench/run/profiles.js';
import type { Scenario } from '../../bench/scenario/scenario.js';
import openInvoices from '../../docs/examples/open-invoices.js';
import invoices from '../../schemas/invoices/rows.js';
import { testedMajor } from '../support/tested-major.js';
import { makeOut, runSmall, SMALL } from './small-run.js';

const withRoomFor = (siblings: number): Profile => ({
  ...{ ...SMALL, minimumBlocks: 3, roundsPerBlock: 10, loadSeconds: 1 },
  siblingBytes: siblings * invoices.bytesPerMainRow * SMALL.siblingInvoices,
});

/** The example with a fourth sibling, and a contrast of it with the third. */
const SCENARIO: Scenario = {
  ...openInvoices,
  siblings: [
    ...openInvoices.siblings,
    {
      name: 'amount',
      title: 'and one by amount',
      setup: ['create index amount_idx on invoices (tenant_id, amount)'],
    },
  ],
  arms: [
    ...openInvoices.arms,
    {
      name: 'rls-amount',
      title: 'RLS, with an index by amount',
      ...{ isolation: 'rls', context: 'set-config-pipelined', client: 'wire', sibling: 'amount' },
      ...{ planCacheMode: 'force_custom_plan', indexes: '(tenant_id, amount)' },
    },
  ],
  contrasts: [
    ...openInvoices.contrasts,
    {
      ...{ name: 'amount', title: 'another index', kind: 'level' },
      ...{ treatment: 'rls-amount', baseline: 'rls' },
    },
    {
      ...{ name: 'apart', title: 'two groups apart', kind: 'step' },
      ...{ treatment: 'rls-amount', baseline: 'rls-without' },
    },
  ],
};

const ARMS = ['where', 'where-again', 'where-without', 'rls', 'rls-without', 'rls-amount'];
const SIBLINGS = ['as-loaded', 'due', 'due-again', 'amount'];

test('a run in two groups is one result, and names the contrasts it could not make', {
  timeout: 90_000,
}, async () => {
  const said: string[] = [];
  const { result, error, folder } = await runSmall({
    // Those of the A/A pair and of the baselines are two, and in each group.
    ...{ scenarios: [SCENARIO], profile: withRoomFor(3), reportsFolder: await makeOut() },
    onEvent: ({ kind, text }) => kind === 'said' && said.push(text),
  });
  expect(error).toBeUndefined();
  expect(result.status).toBe('complete');
  expect(readJournal(folder).filter(({ type }) => type === 'scenario')).toHaveLength(2);
  const [facts, ...others] = result.scenarios;
  expect(others).toEqual([]);
  expect(facts?.arms.map(({ name }) => name)).toEqual(ARMS);
  expect(facts?.siblings?.map(({ name }) => name)).toEqual(SIBLINGS);

  const made = result.contrasts.filter(({ metric }) => metric === 'p50');
  expect(new Set(made.map(({ contrast }) => contrast))).toEqual(
    new Set(['a-a', 'policy', 'index', 'amount']),
  );
  // An arm of every group has the blocks of both.
  const blocksOf = (name: string) => made.find(({ contrast }) => contrast === name)?.blocks ?? 0;
  expect(blocksOf('index')).toBeGreaterThanOrEqual(3);
  expect(blocksOf('a-a')).toBeGreaterThanOrEqual(blocksOf('index') + blocksOf('amount'));

  const active = result.proofs.filter(({ proof }) => proof === 'policy is active');
  expect(active.map(({ arm }) => arm).sort()).toEqual([...ARMS].sort());

  const reasons = result.skipped.map(({ reason }) => reason);
  expect(reasons).toEqual([
    expect.stringMatching(/rls-amount over rls-without.*not there at the same time/),
  ]);
  expect(said.join('\n')).toContain('rls-amount over rls-without');
  expect(await readFile(join(folder, 'index.html'), 'utf8')).toContain(
    'rls-amount over rls-without',
  );
});

test('a check in two groups is one result', async () => {
  const made: string[] = [];
  const { result, error } = await check({
    ...{
      scenarios: [SCENARIO],
      profile: withRoomFor(2),
      location: 'embedded',
      pgMajor: testedMajor(),
    },
    ...{ seed: 1, command: 'a test', signal: new AbortController().signal },
    onEvent: ({ text }) => text.includes('making and one of open invoices') && made.push(text),
  });
  expect(error).toBeUndefined();
  // The baselines' sibling is made again for the second group.
  expect(made).toHaveLength(2);
  expect(result.scenarios).toHaveLength(1);
  // A plan an arm and tenant, and one verdict on each of the plans that something is expected of.
  const plans = result.arms.map(({ arm, tenant }) => `${arm} ${tenant}`);
  expect(new Set(plans).size).toBe(plans.length);
  for (const arm of ['where', 'rls-without', 'rls-amount']) expect(plans).toContain(`${arm} tiny`);
  const verdicts = result.expectations.map(({ arm, tenant, rule }) => `${arm} ${tenant} ${rule}`);
  expect(verdicts).toHaveLength(2 * 3 * 2);
  expect(new Set(verdicts).size).toBe(verdicts.length);
  expect(checkText(result, false)).toMatch(/passed {2}open-invoices {2}12 of 12 expectations hold/);
});
