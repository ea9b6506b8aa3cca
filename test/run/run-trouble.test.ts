import { expect, test } from 'vitest';
import type { ArmFailure } from '../../bench/result/journal.js';
import { BLIND, BROKE_OFF } from '../../bench/result/leak-notes.js';
import type { HammerResult, LeakResult } from '../../bench/result/load-parts.js';
import { runTrouble } from '../../bench/run/run-trouble.js';
import { HAMMERS, madeHammer, madeLeaks } from '../report/synthetic-leaks.js';

const failure: ArmFailure = {
  ...{ scenario: 'pooling', arm: 'tx-rls', operation: 'point', tenant: 'whale', concurrency: 1 },
  ...{ kind: 'server-error', sqlState: '57P01', message: 'terminating connection' },
};

const [place] = madeLeaks() as [LeakResult];
const surprise: LeakResult = { ...place, observed: 'leaks', known: 'does not leak', agrees: false };
const blind: LeakResult = { ...place, note: BLIND };
const broken: LeakResult = { ...place, observed: 'not tested', note: `${BROKE_OFF} "here": gone` };
const leak = madeHammer('set-local', { verdict: 'leak', foreignReads: 7 });
const missed = madeHammer('session-set', { isControl: true, verdict: 'control missed' });
const failed = madeHammer('token', { reads: 0, verdict: 'failed', note: 'all refused' });

function told(
  hammers: readonly HammerResult[],
  leaks: readonly LeakResult[],
  failures = [failure],
) {
  const result = { hammers: [...hammers], leaks: [...leaks], loads: [], expectations: [] };
  return runTrouble(result, failures);
}

test.each([
  [[failed, missed, leak], [broken, blind, surprise], /^A leak: leaks, arm set-local/],
  [[failed, missed], [broken, blind, surprise], /^A leak: custom setting/],
  [[failed, missed], [broken, blind], /^The check for leaks is blind/],
  [[failed], [broken, blind], /^The leak matrix is blind/],
  [[failed], [broken], /^arm tx-rls failed on point/],
])('a leak comes first, then a blind check, then what failed', (hammers, leaks, words) => {
  const error = told(hammers, leaks);
  expect(error).toMatchObject({ exitCode: 1 });
  expect(error?.message).toMatch(words);
});

test('a route of the matrix that broke off ends the run with exit code 1', () => {
  const error = told(HAMMERS, [place, broken], []);
  expect(error).toMatchObject({ exitCode: 1 });
  expect(error?.message).toBe(
    `The leak matrix could not ask 1 places of ${place.route}. The route broke off at "here": gone`,
  );
  expect(told([failed], [broken], [])?.message).toMatch(/^The hammer failed/);
});

test('without any of it a run ends well', () => {
  expect(told(HAMMERS, madeLeaks(), [])).toBeUndefined();
});
