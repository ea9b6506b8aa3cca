import { expect, test } from 'vitest';
import { loadFailureFindings } from '../../bench/gate/load-failures.js';
import type { ArmFailure } from '../../bench/result/parts.js';
import { madeArms, madeGateFacts, SCENARIO } from './made-facts.js';

const { base, again, head } = madeArms();

function failed(arm: string, operation = 'point', kind = 'server-error'): ArmFailure {
  return {
    ...{ scenario: SCENARIO, operation, tenant: 'tiny', concurrency: 1, arm, kind },
    ...{ sqlState: '', message: 'a row of another tenant' },
  };
}

function told(...failures: ArmFailure[]): string[] {
  const nothing = { plans: [], proofs: [], expectations: [], scenarios: [], skipped: [] };
  const input = { gate: madeGateFacts(), ...nothing };
  return loadFailureFindings(failures, input).map(
    ({ level, rule, operation }) => `${level} ${rule} ${operation}`,
  );
}

test.each([base, again])('a foreign row of head fails, though %s has one too', (arm) => {
  expect(told(failed(arm, 'point', 'foreign-row'), failed(head, 'point', 'foreign-row'))).toEqual([
    'notice not-compared point',
    'failure isolation point',
  ]);
});

test('an error of head fails where base has none in that operation, whatever it has in another', () => {
  expect(told(failed(base, 'total'), failed(head, 'point'))).toEqual([
    'notice not-compared total',
    'failure proof point',
  ]);
  expect(told(failed(base, 'point'), failed(head, 'point'))).toEqual([
    'notice not-compared point',
    'notice not-compared point',
  ]);
});

test('each operation is told, once', () => {
  expect(told(failed(head, 'point'), failed(head, 'point'), failed(head, 'total'))).toEqual([
    'failure proof point',
    'failure proof total',
  ]);
});
