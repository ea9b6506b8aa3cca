import { expect, test } from 'vitest';
import { checkText } from '../../bench/check/text.js';
import { failure, leftOut, madeCheck, PLAN, planned, proof } from './made-check.js';

const text = (made: Parameters<typeof madeCheck>[0]) => checkText(madeCheck(made), false);

test('a line a scenario; proofs that were skipped were not made', () => {
  const said = text({
    expectations: [failure({ status: 'passed' })],
    proofs: [proof(), proof({ status: 'skipped' }), proof({ scenario: 'second' })],
    arms: [planned({}), planned(null, 'not-planned')],
  }).split('\n');
  expect(said.slice(0, 2)).toEqual([
    'passed  first   1 of 1 expectations hold, 1 proofs, 1 plans',
    'passed  second  no expectations, 1 proofs, 0 plans',
  ]);
  expect(said.at(-1)).toBe('Every proof and all 1 expectations hold on Postgres 18.4.');
});

test('a rule that fails for several tenants is told once, with the plan of the first', () => {
  const said = text({
    expectations: [
      failure({ plan: PLAN }),
      failure({ tenant: 'median', plan: 'another plan' }),
      failure({ tenant: 'tiny', plan: 'another plan' }),
    ],
  });
  expect(said.split('\n').slice(-8)).toEqual([
    '',
    'expected uses latest_idx: first, latest, rls, whale (and median, tiny)',
    '  got a scan',
    '  latest_idx is not used',
    ...PLAN.split('\n').map((line) => `    ${line}`),
    '',
    '3 checks failed on Postgres 18.4.',
  ]);
  expect(said).not.toContain('another plan');
});

test.each([
  ['scenario', { scenario: 'second' }],
  ['operation', { operation: 'point' }],
  ['arm', { arm: 'where' }],
  ['rule', { rule: 'noSort' }],
  ['value', { expected: 'other_idx' }],
])('failures of another %s are told apart', (_, over) => {
  const said = text({ expectations: [failure(), failure({ tenant: 'tiny', ...over })] });
  expect(said.match(/^expected /gm)).toHaveLength(2);
  expect(said).not.toContain('(and ');
});

test('a proof that failed says where, as far as it has a place', () => {
  const failed = { status: 'failed', detail: '3 rows too many' } as const;
  const said = text({
    proofs: [
      proof(),
      proof({ ...failed, arm: 'rls', operation: 'latest', tenant: 'tiny' }),
      proof({ ...failed, scenario: 'second' }),
    ],
  });
  expect(said).toMatch(/^failed {2}first {3}no expectations, 1 of 2 proofs failed, 0 plans$/m);
  expect(said).toContain('\nproof failed first, latest, tiny, rls: equal work\n  3 rows too many');
  expect(said).toContain('\nproof failed second: equal work\n');
  expect(said.split('\n').at(-1)).toBe('2 checks failed on Postgres 18.4.');
});

test('scenarios that were left out are shown, and their reason once', () => {
  const reason = 'this role may not create databases';
  const said = text({
    skipped: [
      leftOut('third', reason),
      leftOut('fourth-and-last', reason),
      // A cell of a scenario that was checked is no scenario left out.
      leftOut('first', 'another reason'),
    ],
  });
  expect(said.split('\n').slice(0, 8)).toEqual([
    'passed  first            no expectations, 0 proofs, 0 plans',
    'passed  second           no expectations, 0 proofs, 0 plans',
    'skipped third',
    'skipped fourth-and-last',
    '',
    'skipped third, fourth-and-last:',
    `  ${reason}`,
    '',
  ]);
  expect(said).toMatch(/on Postgres 18\.4; 2 scenarios were skipped/);
  expect(said).not.toContain('another reason');
});
