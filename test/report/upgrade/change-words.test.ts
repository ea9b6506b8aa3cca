import { describe, expect, test } from 'vitest';
import { compareVersions } from '../../../bench/matrix/compare.js';
import { planRows } from '../../../bench/matrix/plan-rows.js';
import { changeWords } from '../../../bench/report/upgrade/change-words.js';
import { sidesOf, upgradeInput } from '../../../bench/report/upgrade/input.js';
import type { PlanSummary } from '../../../bench/result/result.js';
import {
  matrixFactsOf,
  otherPlan,
  skipScanned,
  syntheticMember,
} from '../../matrix/synthetic-members.js';

/** What is said of the first plan, changed from 17 to 18. */
function wordsOf(
  change: (plan: PlanSummary) => PlanSummary,
  before: (plan: PlanSummary) => PlanSummary = (same) => same,
): string {
  const members = [
    syntheticMember(17, { operations: ['with-line-items'], plan: before }),
    syntheticMember(18, { operations: ['with-line-items'], plan: (plan) => change(before(plan)) }),
  ];
  const input = upgradeInput(compareVersions(matrixFactsOf([17, 18]), members), members);
  const row = planRows(members).find(({ arm }) => arm === 'rls-context');
  const [changed] = row?.changes ?? [];
  if (row === undefined || changed === undefined) throw new Error('Nothing changed');
  return changeWords(...sidesOf(input, row, changed), changed);
}

const withFilter = (filter: string) => (plan: PlanSummary) => ({
  ...plan,
  fingerprint: `${plan.fingerprint} ${filter}`,
  nodes: plan.nodes.map((node) => (node.index === null ? node : { ...node, filter })),
});
const withCalls = (calls: number) => (plan: PlanSummary) => ({
  ...plan,
  calls: [{ function: 'current_setting', calls, standIn: true }],
});

describe('changeWords', () => {
  test('a skip scan', () => {
    expect(wordsOf(skipScanned, (plan) => ({ ...plan, buffers: 252 }))).toBe(
      '18 skip-scans invoices_latest: 21\u00a0buffers instead of 252.',
    );
  });

  test('another kind of plan', () => {
    expect(wordsOf((plan) => ({ ...plan, genericPlans: 0 }))).toBe(
      '18 runs a custom plan where 17 ran a generic one.',
    );
  });

  test('a skip scan that is gone', () => {
    const whole = (plan: PlanSummary) => ({
      ...plan,
      nodes: plan.nodes.map((node) => ({ ...node, indexSearches: null })),
      buffers: 252,
    });
    expect(wordsOf(whole, skipScanned)).toBe(
      '18 no longer skip-scans invoices_latest: 252\u00a0buffers instead of 21.',
    );
  });

  test('another shape', () => {
    expect(wordsOf(otherPlan)).toBe('18 runs Index Only Scan where 17 ran Index Scan Backward.');
  });

  test('the same plan, other figures', () => {
    expect(
      wordsOf((plan) => ({ ...plan, buffers: 1, rowsRemovedByFilter: 1_200, heapFetches: 1 })),
    ).toBe(
      '18 runs the same plan as 17: 1\u00a0buffer instead of 23, 1,200\u00a0rows removed by filters instead of 0, 1\u00a0heap fetch instead of 0.',
    );
  });

  test('the same shape, comparing something else', () => {
    expect(wordsOf(withFilter('(a = 1)'), withFilter('(b = 2)'))).toMatch(
      /^18 has another filter on Index Scan Backward on invoices .*\(\(a = \?\), on 17 \(b = \?\)\)\.$/,
    );
  });

  test('another number of InitPlans', () => {
    expect(wordsOf((plan) => ({ ...plan, initPlans: 2, fingerprint: 'two' }))).toBe(
      '18 runs 2\u00a0InitPlans where 17 ran 1.',
    );
  });

  test('function calls', () => {
    expect(wordsOf(withCalls(1), withCalls(400_001))).toBe(
      '18 runs the same plan as 17: 1\u00a0call of current_setting instead of 400,001.',
    );
  });
});
