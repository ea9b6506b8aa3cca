import { describe, expect, test } from 'vitest';
import { answerOf } from '../../bench/report/answer.js';
import { cellsOf } from '../../bench/report/cells.js';
import { leadText } from '../../bench/report/lead.js';
import { operationResults } from '../../bench/report/operation-result.js';
import type { ArmResult, ContrastResult, Result } from '../../bench/result/result.js';
import { syntheticRun } from './synthetic.js';

const NONE = { ratio: 1.001, low: 0.995, high: 1.007, noiseFloor: 0.009, adjustedP: 1 };
const DEARER = { ratio: 1.02, low: 1.012, high: 1.028, noiseFloor: 0.009, adjustedP: 0.01 };
const CHEAPER = { ratio: 0.9, low: 0.89, high: 0.91, noiseFloor: 0.009, adjustedP: 0.01 };

/** A run of one operation at one concurrency whose policy contrasts cost nothing, but for some. */
function run(
  changes: Readonly<Record<string, Partial<ContrastResult>>>,
  armChange: (arm: ArmResult) => ArmResult = (arm) => arm,
): Result {
  const { result } = syntheticRun();
  const here = (x: ArmResult | ContrastResult) => x.operation === 'latest' && x.concurrency === 1;
  return {
    ...result,
    arms: result.arms.filter(here).map(armChange),
    contrasts: result.contrasts.filter(here).map((one) => ({
      ...one,
      ...(one.contrast.startsWith('policy') ? NONE : {}),
      ...changes[`${one.contrast} ${one.tenant}`],
    })),
  };
}

const text = (result: Result, topic: string) =>
  (answerOf(result).findings.find((finding) => finding.topic === topic)?.text ?? '').replaceAll(
    '\u00a0',
    ' ',
  );
const range = (result: Result) => text(result, 'policy-range');
const lead = (result: Result) => {
  const { lead: said } = answerOf(result);
  return said === null ? '' : leadText(said).replaceAll('\u00a0', ' ');
};

/** The plans of some arms generic, those of the others custom. */
const generic =
  (...names: readonly string[]) =>
  (arm: ArmResult): ArmResult => {
    const summary = syntheticRun().plans[0]?.summary;
    if (summary === undefined) throw new Error('no plan');
    const is = names.includes(arm.arm);
    return { ...arm, plan: { ...summary, genericPlans: is ? 8 : 0, customPlans: is ? 0 : 8 } };
  };

describe('the range of the policy', () => {
  test('is over every way to tell the tenant, not the first alone', () => {
    const said = range(run({ 'policy-pipelined tiny': DEARER, 'policy-implicit whale': CHEAPER }));
    expect(said).toMatch(
      /^Over all 12 contrasts of the policy in 3 cells measured, RLS over WHERE with the same messages runs from −10.0% to \+2.0%: dearer in 1, cheaper in 1, not told from zero in 10\. Highest: “Latest 20 invoices”, tiny tenant, one at a time, “the policy, pipelined”, \+2.0%/,
    );
  });

  test('leaves out those whose plans differ where the cell has one with equal plans', () => {
    const apart = run(
      { 'policy whale': { ratio: 3, low: 2.9, high: 3.1, adjustedP: 0.001 } },
      generic('rls-context'),
    );
    expect(range(apart)).toContain('Over all 9 contrasts of the policy in 3 cells measured,');
    expect(range(apart)).toContain('dearer in 0, cheaper in 0, not told from zero in 9.');
    expect(range(apart)).toContain('3 more whose plans differ are left out.');
  });

  test('keeps the one as run where all of a cell have plans that differ, and says so', () => {
    const rls = ['rls-context', 'rls-pipelined', 'rls-implicit', 'rls-context-generic'];
    const apart = range(run({ 'policy tiny': DEARER }, generic(...rls)));
    expect(apart).toContain('Over all 3 contrasts of the policy in 3 cells measured,');
    expect(apart).toContain('In 3 of these the plans differ too');
    expect(apart).toContain('9 more whose plans differ are left out.');
  });

  test('untrusted ones are left out', () => {
    const said = range(run({ 'policy tiny': { untrusted: true } }));
    expect(said).toContain('Over all 11 contrasts of the policy in 3 cells measured, 1 untrusted');
  });
});

describe('the policy told from zero in another way of telling the tenant', () => {
  test('is said in the lead and the finding, which name their own way', () => {
    const result = run({ 'policy-pipelined whale': DEARER });
    expect(lead(result)).toContain(
      'Done another way it differs: “the policy, pipelined” takes 2.0% longer (+1.2 to +2.8%',
    );
    expect(text(result, 'policy')).toContain('“the policy, pipelined” is +2.0% (95% interval +1.2');
  });

  test('is not said where it agrees, or is not told from zero', () => {
    expect(lead(run({}))).not.toContain('another way');
    const alike = { 'policy whale': DEARER, 'policy-pipelined whale': DEARER };
    const rest = { 'policy-implicit whale': DEARER, 'policy-generic whale': DEARER };
    expect(lead(run({ ...alike, ...rest }))).not.toContain('another way');
    expect(lead(run({ 'policy-pipelined whale': { ...DEARER, adjustedP: 0.2 } }))).not.toContain(
      'another way',
    );
  });

  test('is not said of a contrast whose plans differ', () => {
    const result = run({ 'policy-pipelined whale': CHEAPER }, generic('rls-pipelined'));
    expect(lead(result)).not.toContain('another way');
  });

  test('is noted where an operation is summed up', () => {
    const notes = (result: Result) => operationResults(cellsOf(result)).map(({ note }) => note);
    expect(notes(run({ 'policy-pipelined median': DEARER }))).toEqual([
      'within noise',
      'within noise; dearer in “the policy, pipelined”',
      'within noise',
    ]);
  });
});
