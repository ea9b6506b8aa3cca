import { expect, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { type JudgeRequest, judgeExpectations } from '../../bench/expect/judge.js';
import { expectationResult } from '../../bench/result/parts.js';
import type { Expectation } from '../../bench/scenario/scenario.js';
import { planOf } from './fixtures.js';

const about: Omit<JudgeRequest, 'expectations' | 'plan'> = {
  arm: 'rls',
  tenant: 'whale',
  operation: 'latest',
  scenario: 'indexes',
  table: 'latest',
  roundTrips: 4,
};
const judge = (expectations: Expectation[], over: Partial<JudgeRequest> = {}) =>
  judgeExpectations({ ...about, expectations, plan: planOf('latest', 18), ...over });

test('an expectation is about its arms and tenants, else about all', () => {
  const rules = (expectation: Expectation) => judge([expectation]).map(({ rule }) => rule);
  expect(rules({ noSort: true })).toEqual(['noSort']);
  expect(rules({ noSort: true, arms: ['rls'], tenants: ['tiny', 'whale'] })).toEqual(['noSort']);
  expect(rules({ noSort: true, arms: ['where'] })).toEqual([]);
  expect(rules({ noSort: true, tenants: ['tiny'] })).toEqual([]);
});

test('there is one result a rule, and each is a record of the result file', () => {
  const results = judge([
    { maxBuffers: 22, uses: 'tenant_id, created_at desc' },
    { maxBuffers: 21, noSeqScan: { aboveRows: 1000 }, indexOnly: true, estimateWithin: 10 },
  ]);
  expect(results.map((result) => expectationResult.parse(result))).toEqual(results);
  expect(results.map(({ rule, expected, status }) => [rule, expected, status])).toEqual([
    ['uses', 'tenant_id, created_at desc', 'passed'],
    ['maxBuffers', '22', 'passed'],
    ['indexOnly', 'true', 'failed'],
    ['noSeqScan', 'no table above 1,000 rows', 'passed'],
    ['maxBuffers', '21', 'failed'],
    ['estimateWithin', '10 times', 'passed'],
  ]);
});

test('a failure shows the plan with the node to blame', () => {
  const [result] = judge([{ noFilterOn: 'tenant_id' }], { plan: planOf('too many', 15) });
  expect(result?.plan.replace(/[\d.]+ ms/g, 'N ms')).toMatchInlineSnapshot(`
    "   Limit  (5 rows, 20 estimated, 30,165 buffers)
         -> InitPlan 1: Result  (1 row, 1 estimated, 0 buffers)
    >>   -> Index Scan Backward on apart using apart_created (created_at)  (5 rows, 151 estimated, 30,165 buffers)
              Filter: (tenant_id = (InitPlan 1).col1)
              Removed by filter: 29,995 rows
       Plan: generic (0 custom, 2 generic before it)
       Execution: 30,165 buffers, N ms
       Planning: 0 buffers, N ms"
  `);
});

test('round trips are the exchange’s, not the plan’s', () => {
  const judged = (roundTrips: number | null) => {
    const [result] = judge([{ maxRoundTrips: 1 }], { roundTrips });
    return [result?.status, result?.message];
  };
  const { 'set-config-pipelined': pipelined, 'set-config': waiting } = CONTEXT_STRATEGIES;
  expect(judged(pipelined.roundTrips)).toEqual(['passed', 'takes 1 round trip']);
  // The same statements, and the same plan.
  expect(judged(waiting.roundTrips)).toEqual(['failed', 'takes 4 round trips']);
  expect(judged(null)[1]).toBe('nobody knows how many round trips the exchange of this arm takes');
  expect(judged(null)[0]).toBe('failed');
});

test('what nobody counted fails, and says so', () => {
  const plan = planOf('few rows', 18);
  const nodes = plan.nodes.map(({ tableRows: _, ...node }) => node);
  const [result] = judge([{ noSeqScan: { aboveRows: 1000 } }], { plan: { ...plan, nodes } });
  expect(result).toMatchObject({ status: 'failed', actual: 'rows of few unknown' });
});
