import { describe, expect, test } from 'vitest';
import { madeWrites } from './made-policy-scenarios.js';
import { madeAnswer } from './made-view.js';
import type { MadeScenario } from './synthetic-scenario.js';

/** The first of the made writes, this many times slower under RLS. */
const only = (count: number, slower = 1): MadeScenario => ({
  ...madeWrites,
  operations: madeWrites.operations.slice(0, count),
  cost: (arm, operation, tenant) => {
    const cost = madeWrites.cost(arm, operation, tenant);
    return cost && { ...cost, p50Us: arm.isolation === 'rls' ? 80 * slower : 80 };
  },
});

const withRecords = (
  made: MadeScenario,
  records: (rls: boolean, tenant: string) => number,
): MadeScenario => ({
  ...made,
  cost: (arm, operation, tenant) => {
    const cost = made.cost(arm, operation, tenant);
    return cost && { ...cost, walRecords: records(arm.isolation === 'rls', tenant) };
  },
});

describe('one write is named, not counted', () => {
  test('that is slower', () => {
    expect(madeAnswer(only(1, 1.12))).toMatch(
      /^RLS makes “Insert one invoice” slower for the whale tenant: median latency \+12\.0%/,
    );
  });

  test('that is not', () => {
    expect(madeAnswer(only(1))).toBe(
      '“Insert one invoice” is not told to be slower under RLS, for the whale tenant. “Insert one invoice” makes as many WAL records under RLS as with WHERE.',
    );
  });

  test('that writes more to the log', () => {
    const more = withRecords(only(1), (rls) => (rls ? 5 : 3));
    expect(madeAnswer(more)).toContain(
      'WAL records differ for every tenant: “Insert one invoice” 3 with WHERE, 5 under RLS.',
    );
  });
});

describe('several are counted', () => {
  test('none slower, all with as many records', () => {
    expect(madeAnswer(only(2))).toBe(
      'Of 2 writes none is told to be slower under RLS, for the whale tenant. All 2 writes make as many WAL records under RLS as with WHERE.',
    );
  });

  test('records that differ for a tenant alone are no difference of the policy', () => {
    const some = withRecords(only(2), (rls, tenant) => (rls && tenant === 'tiny' ? 4 : 3));
    expect(madeAnswer(some)).toContain(
      'No write makes more WAL records under RLS for every tenant, and none fewer.',
    );
  });

  test('records that differ for all', () => {
    const more = withRecords(only(2), (rls) => (rls ? 5 : 3));
    expect(madeAnswer(more)).toContain('WAL records differ for every tenant in 2 of 2 writes: ');
  });
});
