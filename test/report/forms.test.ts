import { describe, expect, test } from 'vitest';
import { mostCalled } from '../../bench/report/scenario/forms.js';
import type { PlanSummary, Result } from '../../bench/result/result.js';
import { madePolicies } from './made-policy-scenarios.js';
import { madeAnswer } from './made-view.js';

type Calls = NonNullable<PlanSummary['calls']>;

const setting = { function: 'current_setting', calls: 1084, standIn: true };
const helper = { function: 'my_tenants', calls: 1083, standIn: false };

/** Calls of the first two RLS forms, with no calls by WHERE. */
const counted =
  (first: Calls, second: Calls) =>
  (result: Result): Result => ({
    ...result,
    arms: result.arms.flatMap((arm) => {
      const calls = { where: [], 'form-0': first, 'form-1': second }[arm.arm];
      return calls === undefined ? [] : [{ ...arm, plan: arm.plan && { ...arm.plan, calls } }];
    }),
  });

describe('calls counted', () => {
  test('a helper that calls another function is not counted twice, and WHERE is no form', () => {
    const said = madeAnswer(madePolicies, counted([{ ...setting, calls: 1 }], [setting, helper]));
    expect(said).toContain(
      'Calls of one function an execution there: from 1 of current_setting, counted with a stand-in (“bare setting”), to 1,084 of current_setting, counted with a stand-in (“form 1: volatile helper, wrapped”).',
    );
    expect(said).not.toContain('2,167');
    expect(said).not.toContain('“WHERE”');
  });

  test('a function that Postgres counts itself has no stand-in; forms without calls count', () => {
    expect(madeAnswer(madePolicies, counted([], [helper]))).toContain(
      'from none (“bare setting”) to 1,083 of my_tenants (“form 1',
    );
  });

  test('forms that call alike are not told apart', () => {
    const same = counted([setting], [setting]);
    expect(madeAnswer(madePolicies, same)).not.toContain('Calls of one');
  });

  test('the most called function of a plan', () => {
    const plan = (calls: Calls | undefined) => ({ calls }) as PlanSummary;
    expect(mostCalled(plan([helper, setting]))).toEqual(setting);
    expect(mostCalled(plan([]))).toBeNull();
    expect(mostCalled(plan(undefined))).toBeUndefined();
    expect(mostCalled(null)).toBeUndefined();
  });
});

test('where identical arms differed, not even "none is slower" is said', () => {
  const untrusted = (result: Result): Result => ({
    ...result,
    contrasts: result.contrasts.map((contrast) => ({ ...contrast, untrusted: true })),
  });
  const said = madeAnswer(madePolicies, untrusted);
  expect(said).toContain('is not known: identical arms differed there');
  expect(said).not.toMatch(/told to be slower|are slower than “bare setting” on .*most of all/);
});
