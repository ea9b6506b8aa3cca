import { expect, test } from 'vitest';
import { checkJson, hasPassed } from '../../bench/check/json.js';
import { failure, leftOut, madeCheck, NAME, PLAN, planned, proof } from './made-check.js';

test('everything a program may want of a check, hostile names as they are', () => {
  const made = madeCheck({
    expectations: [failure({ operation: NAME, plan: PLAN })],
    proofs: [proof({ arm: NAME })],
    skipped: [leftOut('third', 'this role may not create databases')],
    arms: [planned({ buffers: 41 })],
  });
  const json = JSON.parse(checkJson(made));
  expect(json).toMatchObject({
    ...{ passed: false, serverVersion: '18.4', dataset: 'invoices', seed: 1 },
    proofs: [{ scenario: 'first', proof: 'equal work', arm: NAME, status: 'passed' }],
    plans: [{ scenario: 'first', operation: 'latest', arm: 'rls', buffers: 41 }],
  });
  expect(json.expectations).toEqual(made.expectations);
  expect(json.skipped).toEqual(made.skipped);
});

test('passed is that nothing failed: neither a proof nor an expectation', () => {
  const held = failure({ status: 'passed' });
  const passes = (over: Parameters<typeof madeCheck>[0]) => {
    const made = madeCheck(over);
    expect(JSON.parse(checkJson(made)).passed).toBe(hasPassed(made));
    return hasPassed(made);
  };
  expect(passes({ expectations: [held], proofs: [proof()] })).toBe(true);
  expect(passes({ expectations: [held], proofs: [proof({ status: 'skipped' })] })).toBe(true);
  expect(passes({ expectations: [held, failure()], proofs: [proof()] })).toBe(false);
  expect(passes({ expectations: [held], proofs: [proof(), proof({ status: 'failed' })] })).toBe(
    false,
  );
});
