import { expect, test } from 'vitest';
import { cellsOf } from '../../bench/report/cells.js';
import { EXPORTERS } from '../../bench/report/exporters/registry.js';
import { operationResults } from '../../bench/report/operation-result.js';
import { shownPolicy } from '../../bench/report/policy-evidence.js';
import { terminalSummary } from '../../bench/report/terminal.js';
import type { ArmResult, Result } from '../../bench/result/result.js';
import { syntheticRun } from './synthetic.js';

/** The synthetic run in which WHERE plans anew each time, unless a generic plan is forced. */
function withPlansApart(change: (result: Result) => Result = (result) => result): Result {
  const { result, plans } = syntheticRun();
  const summary = plans[0]?.summary;
  if (summary === undefined) throw new Error('no plan');
  const arms = result.arms.map((arm: ArmResult) => {
    const generic = arm.factors.isolation === 'rls' || arm.factors.planCacheMode !== 'auto';
    return { ...arm, plan: { ...summary, genericPlans: generic ? 8 : 0 } };
  });
  return change({ ...result, arms });
}

const withoutTwins = (result: Result): Result => ({
  ...result,
  contrasts: result.contrasts.filter(({ kind }) => kind !== 'twin'),
});

test('the twin with equal plans is shown where plans differ, else the contrast as run', () => {
  const shown = (result: Result) => {
    const [cell] = cellsOf(result);
    const policy = cell && shownPolicy(cell);
    return [policy?.contrast.contrast, policy?.plans];
  };
  expect(shown(syntheticRun().result)).toEqual(['policy', '']);
  expect(shown(withPlansApart())).toEqual(['policy-generic', 'equal plans']);
  expect(shown(withPlansApart(withoutTwins))).toEqual(['policy', 'plans differ']);
});

test('what the load counted decides whether plans differ, not the capture', () => {
  const shown = (result: Result, apart: number) => {
    const contrasts = result.contrasts.map((one) => ({
      ...one,
      planKindsApart: one.kind === 'twin' ? 0 : apart,
    }));
    const [cell] = cellsOf({ ...result, contrasts });
    return cell && shownPolicy(cell)?.contrast.contrast;
  };
  expect(shown(withPlansApart(), 0)).toBe('policy');
  expect(shown(syntheticRun().result, 1)).toBe('policy-generic');
});

test('an operation is summed up tenant by tenant, at the lowest concurrency', () => {
  const cells = cellsOf(withPlansApart(withoutTwins)).filter(
    ({ operation }) => operation === 'with-line-items',
  );
  expect(operationResults(cells)).toEqual(
    ['whale', 'median', 'tiny'].map((tenant) => ({
      tenant,
      effect: expect.stringMatching(/^\+3\d\.\d%$/),
      note: 'dearer, plans differ',
    })),
  );
  const [cell] = cells;
  expect(cell && operationResults([{ ...cell, contrasts: [] }])).toEqual([
    { tenant: 'whale', effect: 'not measured', note: '' },
  ]);
});

test('terminal and Markdown say where plans differ', () => {
  const result = withPlansApart(withoutTwins);
  expect(terminalSummary(result, null, { colour: false })).toContain('plans differ');
  const markdown = EXPORTERS.find(({ name }) => name === 'markdown');
  expect(markdown?.files({ result, plans: [], charts: [] })[0]?.text).toMatch(
    /over WHERE, transaction and set.*\| dearer; plans differ \|/,
  );
});
