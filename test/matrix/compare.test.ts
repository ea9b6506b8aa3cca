import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Changed } from '../../bench/compare/plan-figures.js';
import { compareVersions } from '../../bench/matrix/compare.js';
import type { Member } from '../../bench/matrix/member.js';
import { upgrade as upgradeSchema } from '../../bench/matrix/upgrade.js';
import type { ArmResult, PlanSummary, Result } from '../../bench/result/result.js';
import {
  type Changes,
  matrixFactsOf,
  otherPlan,
  skipScanned,
  syntheticMember,
} from './synthetic-members.js';

const POINT = { operations: ['point'] };

/** Changes one plan of a run: the whale's point read under RLS. */
function onlyRls(change: (plan: PlanSummary) => PlanSummary): Changes {
  return {
    ...POINT,
    plan: (plan, { arm, tenant }) =>
      arm === 'rls-context' && tenant === 'whale' ? change(plan) : plan,
  };
}

function compare(...members: Member[]) {
  return compareVersions(matrixFactsOf(members.map(({ major }) => major)), members);
}

describe('plans', () => {
  const before = syntheticMember(17, POINT);

  test('equal runs: each plan once, nothing changed, A/A arms left out', () => {
    const upgrade = compare(before, syntheticMember(18, POINT));
    // 15 arms, 2 of them repeat another; 3 tenants; each at two concurrencies.
    expect(upgrade.plans).toHaveLength(13 * 3);
    expect(upgrade.plans.map(({ arm }) => arm)).not.toContain('where-again');
    expect(upgrade.plans.every(({ changes }) => changes.length === 0)).toBe(true);
    expect(upgrade.steps).toEqual([
      {
        ...{ from: 17, to: 18, compared: 39, equal: 39, plansChanged: 0, fewerBuffers: 0 },
        ...{ moreBuffers: 0, otherFigures: 0, expectationsMet: 0, expectationsBroken: 0 },
      },
    ]);
    expect(upgradeSchema.parse(upgrade)).toEqual(upgrade);
  });

  const counted = (calls: number) => (plan: PlanSummary) => ({
    ...plan,
    calls: [{ function: 'current_setting', calls, standIn: true }],
  });
  test.each<[Changed[], (plan: PlanSummary) => PlanSummary, object]>([
    [['plan'], otherPlan, { plansChanged: 1 }],
    [['planKind'], (plan) => ({ ...plan, genericPlans: 0 }), { plansChanged: 1 }],
    [['skipScans', 'buffers'], skipScanned, { plansChanged: 1, fewerBuffers: 1 }],
    [['buffers'], (plan) => ({ ...plan, buffers: 4 }), { fewerBuffers: 1 }],
    [['buffers'], (plan) => ({ ...plan, buffers: 400 }), { moreBuffers: 1 }],
    [['rowsRemovedByFilter'], (plan) => ({ ...plan, rowsRemovedByFilter: 9 }), { otherFigures: 1 }],
    [['heapFetches'], (plan) => ({ ...plan, heapFetches: 9 }), { otherFigures: 1 }],
  ])('%j: only the plan that changed, and only that', (what, change, counts) => {
    const upgrade = compare(before, syntheticMember(18, onlyRls(change)));
    const changed = upgrade.plans.filter(({ changes }) => changes.length > 0);
    expect(changed).toMatchObject([
      { operation: 'point', tenant: 'whale', arm: 'rls-context', changes: [{ from: 17, to: 18 }] },
    ]);
    expect(changed[0]?.changes[0]?.what).toEqual(what);
    expect(upgrade.steps).toMatchObject([{ compared: 39, equal: 38, ...counts }]);
  });

  test('what is not exact is no change: times, planning, estimates', () => {
    const upgrade = compare(
      before,
      syntheticMember(18, {
        ...POINT,
        plan: (plan) => ({ ...plan, executionMs: 9, planningMs: 9, planningBuffers: 99 }),
      }),
    );
    expect(upgrade.steps).toMatchObject([{ compared: 39, equal: 39 }]);
  });

  test('function calls: compared where both versions counted them', () => {
    const many = syntheticMember(17, onlyRls(counted(400_001)));
    const one = syntheticMember(18, onlyRls(counted(1)));
    expect(compare(many, one).steps).toMatchObject([{ equal: 38, otherFigures: 1 }]);
    expect(compare(before, one).steps).toMatchObject([{ equal: 39, otherFigures: 0 }]);
    const rls = compare(many, one).plans.find(({ changes }) => changes.length > 0);
    expect(rls?.versions[1]?.calls).toEqual([
      { function: 'current_setting', calls: 1, standIn: true },
    ]);
  });

  test('expectations: another outcome of the same rule', () => {
    const judged = (status: 'passed' | 'failed', expected = '40') =>
      syntheticMember(status === 'passed' ? 18 : 17, {
        ...POINT,
        result: (result): Result => ({
          ...result,
          expectations: [
            {
              ...{ scenario: 'where-vs-rls', operation: 'point', tenant: 'tiny', arm: 'where' },
              ...{ rule: 'maxBuffers', expected, status, actual: '252 buffers' },
              ...{ message: 'reads 252 buffers', plan: '' },
            },
          ],
        }),
      });
    const upgrade = compare(judged('failed'), judged('passed'));
    expect(upgrade.steps).toMatchObject([{ equal: 38, expectationsMet: 1, expectationsBroken: 0 }]);
    const changed = upgrade.plans.find(({ changes }) => changes.length > 0);
    expect(changed).toMatchObject({ tenant: 'tiny', arm: 'where' });
    expect(changed?.changes[0]?.what).toEqual(['expectations']);
    // Another rule is not the same rule with another outcome.
    expect(compare(judged('failed'), judged('passed', '50')).steps).toMatchObject([{ equal: 39 }]);
  });

  test('a plan the version in the middle has not is compared over the gap', () => {
    const withoutRls = (arm: ArmResult) => arm.arm !== 'rls-context';
    const upgrade = compare(
      syntheticMember(16, POINT),
      syntheticMember(17, {
        ...POINT,
        result: (result) => ({ ...result, arms: result.arms.filter(withoutRls) }),
      }),
      syntheticMember(18, onlyRls(otherPlan)),
    );
    expect(upgrade.steps.map(({ from, to, compared }) => [from, to, compared])).toEqual([
      [16, 17, 36],
      [16, 18, 3],
      [17, 18, 36],
    ]);
    expect(upgrade.steps[1]).toMatchObject({ equal: 2, plansChanged: 1 });
  });

  test('a step counts each of its plans as equal or as changed (property)', () => {
    const buffers = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 39, maxLength: 39 });
    fc.assert(
      fc.property(buffers, (drawn) => {
        const next = drawn.values();
        const seen = new Map<string, number>();
        const member = syntheticMember(18, {
          ...POINT,
          plan: (plan, { arm, tenant }) => {
            const key = `${arm} ${tenant}`;
            seen.set(key, seen.get(key) ?? next.next().value ?? 1);
            return { ...plan, buffers: seen.get(key) ?? 1 };
          },
        });
        const two = syntheticMember(17, { ...POINT, plan: (plan) => ({ ...plan, buffers: 2 }) });
        const [step] = compare(two, member).steps;
        expect(step?.fewerBuffers).toBe([...seen.values()].filter((each) => each === 1).length);
        expect((step?.equal ?? 0) + (step?.fewerBuffers ?? 0) + (step?.moreBuffers ?? 0)).toBe(39);
      }),
      { numRuns: 10 },
    );
  });
});

describe('versions', () => {
  test('one that has no run is missing, with the reason', () => {
    const facts = {
      ...matrixFactsOf([16, 17, 18]),
      missed: [{ major: 17, reason: 'could not be fetched' }],
    };
    const { versions, steps } = compareVersions(facts, [syntheticMember(16, POINT)]);
    expect(versions).toMatchObject([
      { major: 16, status: 'complete', folder: 'pg16', serverVersion: '16.1' },
      { major: 17, status: 'missing', folder: null, reason: 'could not be fetched' },
      { major: 18, status: 'missing', reason: expect.stringMatching(/ended before/) },
    ]);
    expect(steps).toEqual([]);
  });
});

describe('time', () => {
  const over = (ratio: number, untrusted = false, noiseFloor = 0.01): Changes => ({
    ...POINT,
    contrast: (contrast) =>
      contrast.contrast === 'policy' && contrast.tenant === 'whale' && contrast.concurrency === 1
        ? { ...contrast, ratio, low: ratio * 0.99, high: ratio * 1.01, noiseFloor, untrusted }
        : contrast,
  });

  test('ratios of RLS over WHERE only, side by side', () => {
    const { ratios } = compare(syntheticMember(17, POINT), syntheticMember(18, POINT));
    const names = new Set(ratios.map(({ contrast }) => contrast));
    expect(names).toContain('policy');
    expect(names).toContain('total');
    for (const other of ['a-a', 'transaction', 'pipelining', 'client-where']) {
      expect(names).not.toContain(other);
    }
    expect(ratios.every(({ versions }) => versions.length === 2)).toBe(true);
    expect(ratios.filter(({ apart }) => apart.length > 0)).toEqual([]);
  });

  test('apart: intervals that do not overlap, above the noise, where both are trusted', () => {
    const apart = (after: Changes) =>
      compare(syntheticMember(17, over(1)), syntheticMember(18, after)).ratios.filter(
        (row) => row.apart.length > 0,
      );
    expect(apart(over(1.5))).toMatchObject([
      { contrast: 'policy', tenant: 'whale', concurrency: 1, apart: [{ from: 17, to: 18 }] },
    ]);
    expect(apart(over(0.5))).toHaveLength(1);
    expect(apart(over(1.015))).toEqual([]);
    expect(apart(over(1.5, true))).toEqual([]);
    expect(apart(over(1.5, false, 0.6))).toEqual([]);
    expect(apart(over(1.5, false, 0.4))).toHaveLength(1);
  });

  test('a ratio whose arms ran other kinds of plan, or other plans, says so', () => {
    const policyOf = (changes: Changes) => {
      const { ratios } = compare(syntheticMember(18, { ...POINT, ...changes }));
      const row = ratios.find(
        ({ contrast, tenant, concurrency }) =>
          contrast === 'policy' && tenant === 'whale' && concurrency === 1,
      );
      const { plansDiffer, planKindsApart, shapes } = row?.versions[0] ?? {};
      return { plansDiffer, planKindsApart, shapes };
    };
    const loaded = (planKindsApart: number): Changes => ({
      contrast: (contrast) => ({ ...contrast, planKindsApart }),
    });
    const equal = { plansDiffer: false, planKindsApart: 0, shapes: null };
    expect(policyOf(loaded(0))).toEqual(equal);
    expect(policyOf(loaded(3))).toEqual({ ...equal, plansDiffer: true, planKindsApart: 3 });
    // Where the load counted nothing, by what was captured: RLS generic and WHERE custom, or both.
    const captured = (genericPlans: number): Changes => ({
      plan: (plan) => ({ ...plan, genericPlans }),
    });
    expect(policyOf({})).toEqual({ ...equal, plansDiffer: true, planKindsApart: null });
    expect(policyOf(captured(3))).toEqual({ ...equal, planKindsApart: null });
    expect(policyOf({ ...loaded(0), ...onlyRls(otherPlan) })).toEqual({
      ...equal,
      plansDiffer: true,
      shapes: [expect.stringContaining('Index Only Scan'), expect.stringContaining('Index Scan')],
    });
  });

  test('medians: every arm that was measured, but no A/A', () => {
    const { medians } = compare(syntheticMember(17, POINT), syntheticMember(18, POINT));
    expect(medians).toHaveLength(13 * 3 * 2);
    expect(medians.every(({ versions }) => versions.length === 2)).toBe(true);
  });
});
