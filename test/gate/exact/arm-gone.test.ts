import { describe, expect, test } from 'vitest';
import { exactFindings } from '../../../bench/gate/exact/findings.js';
import type { GatePair } from '../../../bench/result/gate-parts.js';
import { madeGateFacts, SCENARIO } from '../made-facts.js';
import { madeArm, madeExpectation, madeInput, madePair, madeScenario } from './made-input.js';

const pairOf = (arm: string, over: Partial<GatePair> = {}) =>
  madePair({ arm, base: `base:${arm}`, again: null, head: `head:${arm}`, ...over });

/** Two operations of both sides; facts of base's and head's arms as the gate ran them. */
function found(pairs: readonly GatePair[], where: readonly string[] = []) {
  const { scenarios } = madeGateFacts();
  const operations = scenarios
    .flatMap((each) => each.operations)
    .filter(({ name }) => ['latest', 'point', 'old-report'].includes(name));
  const names = [...new Set(pairs.flatMap(({ base, head }) => [base, head]))];
  const arms = names.flatMap((name) =>
    name === null ? [] : madeArm(name, where.includes(name) ? { isolation: 'where' } : {}),
  );
  const gate = madeGateFacts({
    scenarios: [{ name: SCENARIO, file: 'scenarios/invoices.ts', operations }],
    pairs: [...pairs],
  });
  return exactFindings(madeInput({ gate, scenarios: [{ ...madeScenario(), arms }] })).map(
    ({ rule, level, operation, arm, message }) => ({ rule, level, operation, arm, message }),
  );
}

const ofRule = (findings: ReturnType<typeof found>) =>
  findings.filter(({ rule }) => rule === 'not-compared');

describe('an arm that head took away', () => {
  test('is told once for all that it did, where another arm under a policy is compared', () => {
    const pairs = ['latest', 'point'].flatMap((operation) => [
      pairOf('rls', { operation }),
      pairOf('rls-pg', { operation, head: null }),
      pairOf('new', { operation, base: null }),
    ]);
    expect(ofRule(found(pairs))).toEqual([
      {
        ...{ rule: 'not-compared', level: 'notice', operation: null, arm: 'rls-pg' },
        message: 'Arm rls-pg is not compared: head has it no more.',
      },
    ]);
  });

  test('from one operation is told of that one', () => {
    const pairs = [
      pairOf('rls'),
      pairOf('rls', { operation: 'point' }),
      pairOf('rls-pg'),
      pairOf('rls-pg', { operation: 'point', head: null }),
    ];
    expect(ofRule(found(pairs))).toMatchObject([
      {
        ...{ level: 'notice', operation: 'point' },
        message: 'One invoice by its id on arm rls-pg is not compared: head has it no more.',
      },
    ]);
  });

  test('fails where it leaves no arm under a policy; a WHERE arm guards nothing', () => {
    const where = ['base:where', 'head:where'];
    const pairs = [pairOf('where'), pairOf('rls', { head: null }), pairOf('new', { base: null })];
    expect(ofRule(found(pairs, where))).toEqual([
      {
        ...{ rule: 'not-compared', level: 'failure', operation: 'latest', arm: 'rls' },
        message:
          'Latest 20 invoices is compared on no arm under a policy any more: head has taken arm rls from it.',
      },
    ]);
    // Nor does one that head has under the same name as WHERE.
    const renamed = [pairOf('other'), pairOf('rls', { head: null })];
    expect(ofRule(found(renamed, ['head:other']))[0]?.level).toBe('failure');
    expect(ofRule(found([pairOf('rls'), pairOf('where', { head: null })], where))).toMatchObject([
      { level: 'notice', arm: 'where' },
    ]);
  });

  test('with its operation is told as that', () => {
    expect(ofRule(found([pairOf('rls', { operation: 'old-report', head: null })]))).toEqual([]);
  });
});

test('what only base’s scenario expects of head’s plan is said, and fails nothing', () => {
  const is = madeExpectation({ status: 'failed', actual: '900 buffers', statedBy: 'base' });
  const was = { ...is, arm: 'base:rls', status: 'passed' as const, statedBy: undefined };
  const findings = exactFindings(
    madeInput({ expectations: [is, madeExpectation({ ...was, actual: '4 buffers' })] }),
  );
  expect(findings.filter(({ rule }) => rule === 'expectation')).toMatchObject([
    {
      level: 'notice',
      message:
        'Head no longer expects maxBuffers 10 of latest 20 invoices for the tiny tenant, and its plan would break it: touches 4 buffers.',
    },
  ]);
});
