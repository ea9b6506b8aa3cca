import { describe, expect, test } from 'vitest';
import { answerOf } from '../../bench/report/answer.js';
import { leadText } from '../../bench/report/lead.js';
import type { ArmResult, ContrastResult, PlanSummary, Result } from '../../bench/result/result.js';
import { syntheticRun } from './synthetic.js';

const NONE = { ratio: 1.004, low: 0.994, high: 1.013, noiseFloor: 0.009, adjustedP: 1 };
const DEARER = { ratio: 1.12, low: 1.112, high: 1.129, differenceNs: 36_000, adjustedP: 0.001 };
const TOTAL = { ratio: 3.4, low: 3.1, high: 3.7, differenceNs: 533_000, adjustedP: 0.001 };
const ONE_TRIP = { ratio: 1.065, low: 1.023, high: 1.103, adjustedP: 0.001 };

type Changes = Readonly<Record<string, Partial<ContrastResult> | null>>;

/** Other ways to measure the policy have a test of their own. */
const WITHOUT_OTHER_WAYS: Changes = {
  ...{ 'policy-pipelined': null, 'policy-implicit': null, 'policy-generic': null },
};

/** The synthetic run with contrasts of the whale's most telling cell changed, or (null) missing. */
function run(changes: Changes, armChange: (arm: ArmResult) => ArmResult = (arm) => arm): Result {
  const { result } = syntheticRun();
  const here: Changes = { ...WITHOUT_OTHER_WAYS, ...changes };
  return {
    ...result,
    arms: result.arms.map(armChange),
    contrasts: result.contrasts.flatMap((contrast) => {
      if (contrast.operation !== 'latest' || contrast.tenant !== 'whale') return [contrast];
      const change = here[contrast.contrast];
      return change === null ? [] : [{ ...contrast, minimumDetectableEffect: 0.012, ...change }];
    }),
  };
}

function lead(result: Result): { text: string; firm: boolean } {
  const { lead } = answerOf(result);
  if (lead === null) throw new Error('no lead');
  return { text: leadText(lead).replaceAll('\u00a0', ' '), firm: lead.firm };
}

const usual = {
  policy: NONE,
  total: TOTAL,
  'total-wire': ONE_TRIP,
  'total-pipelined': { ratio: 1.27, low: 1.176, high: 1.38, adjustedP: 0.001 },
};
const MESSAGES =
  'RLS takes 3.4 times as long (3.10 to 3.70 times; +533 µs), nearly all of it round trips; sent in one round trip, +27.0% (+17.6 to +38.0%).';

describe('the lead', () => {
  test('is about the most telling operation, and two sentences say it all', () => {
    expect(lead(run(usual))).toEqual({
      text: `The policy itself costs nothing we could measure: +0.4% on “Latest 20 invoices” for the largest tenant (−0.6 to +1.3%; a change above 1.2% would have been seen). What costs is telling the database who the tenant is: done as applications do it, ${MESSAGES}`,
      firm: true,
    });
  });

  test('a noisy run does not claim that nothing is there', () => {
    const { text } = lead(run({ ...usual, policy: { ...NONE, noiseFloor: 0.079 } }));
    expect(text).toMatch(/^The policy itself costs too little to tell from the noise of this run/);
    expect(text).toContain('only a change above 7.9% would have been seen');
  });

  test('a dearer policy', () => {
    expect(lead(run({ ...usual, policy: DEARER })).text).toBe(
      `The policy itself takes 12.0% longer on “Latest 20 invoices” for the largest tenant (+11.2 to +12.9%; +36.0 µs). What costs more is telling the database who the tenant is: done as applications do it, ${MESSAGES}`,
    );
  });

  test('a policy that is most of the total is said to be', () => {
    const dear = { ...DEARER, ratio: 3, low: 2.9, high: 3.1, differenceNs: 600_000 };
    const total = { ...TOTAL, differenceNs: 700_000 };
    expect(lead(run({ ...usual, policy: dear, total })).text).toMatch(
      /^The policy itself takes 3.0 times as long on .* In all, as applications do it, RLS takes 3.4 times as long \(.*\), most of it the policy; sent in one/,
    );
  });

  test('a cheaper policy', () => {
    const policy = { ratio: 0.87, low: 0.86, high: 0.88, differenceNs: -40_000, adjustedP: 0.001 };
    expect(lead(run({ ...usual, policy })).text).toMatch(
      /^The policy itself costs nothing: with it the query takes 13.0% less time on “Latest 20 invoices” for the largest tenant \(−14.0 to −12.0%; −40.0 µs\)\. What costs is telling/,
    );
  });

  test('a cost that may be chance but is under the margin for sure is bounded; one told from zero is a cost', () => {
    const small = { ratio: 1.011, low: 1.0003, high: 1.022, noiseFloor: 0.009, differenceNs: 2770 };
    const bounded = lead(run({ ...usual, policy: { ...small, adjustedP: 0.3 } }));
    expect(bounded.text).toMatch(
      /^The policy itself costs at most 2.2%: \+1.1% on .* \(0.0 to \+2.2%; \+2.77 µs\)\. What costs is telling/,
    );
    expect(bounded.firm).toBe(true);
    const told = lead(run({ ...usual, policy: { ...small, adjustedP: 0.001 } }));
    expect(told.text).toMatch(
      /^The policy itself takes 1.1% longer on .* What costs more is telling/,
    );
    const wider = lead(run({ ...usual, policy: { ...small, high: 1.031, adjustedP: 0.3 } }));
    expect(wider.text).toContain('may be chance');
    expect(wider.firm).toBe(false);
  });

  test('likely, and not known yet, are neither firm nor said as facts', () => {
    const likely = lead(run({ ...usual, policy: { ...DEARER, adjustedP: 0.3 } }));
    expect(likely.text).toMatch(
      /^The policy itself probably takes 12.0% longer .* may be chance\. /,
    );
    const wide = { ratio: 1.05, low: 0.9, high: 1.2, noiseFloor: 0.009 };
    const unknown = lead(run({ ...usual, policy: wide }));
    expect(unknown.text).toMatch(
      /^What the policy itself costs on .* is not known yet: \+5.0% \(−10.0 to \+20.0%\); a longer run would tell\. /,
    );
    expect([likely.firm, unknown.firm]).toEqual([false, false]);
  });

  test('an untrusted cell gives no answer and no figure', () => {
    const { result } = syntheticRun();
    const contrasts = result.contrasts.map((one) => ({ ...one, untrusted: true }));
    const { text, firm } = lead({ ...result, contrasts });
    expect(text).toMatch(
      /^No answer on “Latest 20 invoices” for the largest tenant: identical arms/,
    );
    expect(text).not.toMatch(/\d%/);
    expect(firm).toBe(false);
  });

  test('where the identical arms of one client differ, only what rests on it is left unsaid', () => {
    const total = lead(run({ ...usual, total: { ...TOTAL, untrusted: true } }));
    expect(total.text).toMatch(
      /^The policy itself costs nothing .* What RLS costs in all, as applications do it, cannot be said: /,
    );
    const policy = lead(run({ ...usual, policy: { ...NONE, untrusted: true } }));
    expect(policy.text).toMatch(
      /^What the policy itself costs .* cannot be said: .* RLS takes 3.4/,
    );
    expect([total.firm, policy.firm]).toEqual([false, false]);
  });

  test('with plans that differ the twin leads; without one plan and policy are said together', () => {
    const plan = syntheticRun().plans[0]?.summary;
    if (plan === undefined) throw new Error('no plan');
    const kinds = (arm: ArmResult): ArmResult => {
      const generic = arm.factors.isolation === 'rls' || arm.factors.planCacheMode !== 'auto';
      const counts = { genericPlans: generic ? 8 : 0, customPlans: generic ? 0 : 8 };
      return { ...arm, plan: { ...plan, ...counts } };
    };
    const policy = { ...DEARER, ratio: 0.7, low: 0.6, high: 0.8 };
    const twin = lead(run({ ...usual, policy, 'policy-generic': NONE }, kinds)).text;
    expect(twin).toMatch(
      /^With equal plans, the policy itself costs nothing we could measure: \+0.4%/,
    );
    expect(twin).toContain('+27.0% (+17.6 to +38.0%; plans differ)');
    expect(lead(run({ ...usual, policy }, kinds)).text).toMatch(
      /^What the policy itself costs on .* cannot be told from what its plan costs: RLS ran a generic plan where WHERE ran a custom one; together that takes 30.0% less time \(−40.0 to −20.0%\)\. /,
    );
    const shapes = (arm: ArmResult): ArmResult => ({ ...arm, plan: shaped(plan, arm) });
    expect(lead(run({ ...usual, policy, 'policy-generic': NONE }, shapes)).text).toContain(
      'RLS ran HashAggregate where WHERE ran GroupAggregate over Sort',
    );
  });

  test('a partial run says from how few blocks', () => {
    const few = { blocks: 5 };
    const changes = { ...usual, policy: { ...NONE, ...few }, total: { ...TOTAL, ...few } };
    expect(lead(run(changes)).text).toMatch(
      /^Provisional, from 5 blocks of at least 16: The policy itself costs nothing/,
    );
  });

  test('missing arms leave out what they would have told, and only that', () => {
    const noTotals = { total: null, 'total-wire': null, 'total-pipelined': null };
    expect(lead(run({ ...usual, ...noTotals })).text).toMatch(/would have been seen\)\.$/);
    const noPg = { total: null, 'total-pipelined': null };
    expect(lead(run({ ...usual, ...noPg })).text).toMatch(
      /would have been seen\)\. In all, RLS sent in one round trip comes to \+6.5% \(\+2.3 to \+10.3%\)\.$/,
    );
    expect(lead(run({ ...usual, 'total-pipelined': null })).text).toContain(
      '; sent in one round trip, +6.5% (+2.3 to +10.3%).',
    );
  });

  test('what round trips cost is only claimed where telling the tenant was seen to cost', () => {
    const { text } = lead(run({ ...usual, 'in-transaction': { ...NONE } }));
    expect(text).toContain(' In all, as applications do it, RLS takes 3.4 times');
    expect(text).not.toContain('round trips;');
  });

  test.each([
    [
      { ...NONE, ratio: 1.001 },
      'In all, as applications do it, RLS costs nothing we could measure: +0.1%',
    ],
    [{ ratio: 0.8, low: 0.7, high: 0.9, adjustedP: 0.001 }, 'RLS takes 20.0% less time'],
    [
      { ratio: 1.5, low: 0.9, high: 2.4 },
      'What RLS costs in all, as applications do it, is not known yet: +50.0%',
    ],
  ])('a total of %j', (total, words) => {
    expect(lead(run({ ...usual, total })).text).toContain(words);
  });

  test('nothing to compare is said', () => {
    const { result } = syntheticRun();
    expect(lead({ ...result, contrasts: [] }).text).toBe(
      'Too little was measured on “Latest 20 invoices” for the largest tenant to compare RLS with WHERE.',
    );
  });
});

/** GroupAggregate over Sort for WHERE, HashAggregate for RLS. */
function shaped(plan: PlanSummary, { factors }: ArmResult): PlanSummary {
  const [node] = plan.nodes;
  if (node === undefined) throw new Error('no node');
  const nodes =
    factors.isolation === 'rls'
      ? [{ ...node, nodeType: 'HashAggregate' }]
      : [
          { ...node, nodeType: 'GroupAggregate' },
          { ...node, nodeType: 'Sort', depth: 1 },
        ];
  return { ...plan, nodes };
}
