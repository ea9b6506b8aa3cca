import { z } from 'zod';
import { planKey } from '../estimate/arms.js';
import { planKind } from '../plan/kind.js';
import { skipScans } from '../plan/skip-scans.js';
import type { ArmResult, PlanSummary, Result } from '../result/result.js';

const functionCalls = z.object({
  function: z.string(),
  calls: z.int(),
  standIn: z.boolean().describe('counted with a PL/pgSQL stand-in of the same volatility'),
});

const judgedExpectation = z.object({
  rule: z.string(),
  expected: z.string(),
  status: z.enum(['passed', 'failed']),
  actual: z.string(),
});

/** What is exact of one plan in one run. */
export const planFigures = z.object({
  fingerprint: z.string(),
  kind: z.enum(['generic', 'custom']).describe('what the prepared statement ended up with'),
  skipScans: z.array(z.string()).describe('indexes searched more than once a scan: Postgres 18'),
  buffers: z.number().describe('shared blocks hit + read by the execution of a third warm run'),
  rowsRemovedByFilter: z.number(),
  heapFetches: z.number(),
  calls: z.array(functionCalls).nullable().describe('null where they were not counted'),
  expectations: z.array(judgedExpectation),
});
export type PlanFigures = z.infer<typeof planFigures>;

export const CHANGED = [
  'plan',
  'planKind',
  'skipScans',
  'buffers',
  'rowsRemovedByFilter',
  'heapFetches',
  'calls',
  'expectations',
] as const;
export type Changed = (typeof CHANGED)[number];

/** Where a plan belongs in a run, with its figures. */
export interface PlannedArm extends Pick<ArmResult, 'scenario' | 'operation' | 'tenant' | 'arm'> {
  readonly roundTrips: number;
  readonly plan: PlanSummary;
  readonly figures: PlanFigures;
}

/**
 * Every plan of a run, once, though it belongs to every concurrency of its cell; arms that repeat
 * another (A/A) are left out, since their plan is that one's.
 */
export function plannedArms(result: Result): PlannedArm[] {
  const judged = expectationsByPlan(result);
  const seen = new Set<string>();
  return result.arms.flatMap(({ scenario, operation, tenant, arm, plan, roundTrips }) => {
    const key = planKey({ scenario, operation, tenant, arm });
    const facts = result.scenarios
      .find(({ name }) => name === scenario)
      ?.arms.find(({ name }) => name === arm);
    if (plan === null || facts?.repeats !== undefined || seen.has(key)) return [];
    seen.add(key);
    const figures = figuresOf(plan, judged.get(key) ?? []);
    return [{ scenario, operation, tenant, arm, roundTrips, plan, figures }];
  });
}

function expectationsByPlan({ expectations }: Result): Map<string, PlanFigures['expectations']> {
  const byPlan = new Map<string, PlanFigures['expectations']>();
  for (const judged of expectations) {
    const { rule, expected, status, actual } = judged;
    const key = planKey(judged);
    const of = byPlan.get(key) ?? [];
    of.push({ rule, expected, status, actual });
    byPlan.set(key, of);
  }
  return byPlan;
}

function figuresOf(plan: PlanSummary, expectations: PlanFigures['expectations']): PlanFigures {
  return {
    fingerprint: plan.fingerprint,
    kind: planKind(plan),
    skipScans: skipScans(plan),
    buffers: plan.buffers,
    rowsRemovedByFilter: plan.rowsRemovedByFilter,
    heapFetches: plan.heapFetches,
    calls: plan.calls ?? null,
    expectations,
  };
}

/** In the order of `CHANGED`; what only one of the two runs counted or judged is no change. */
export function whatChanged(from: PlanFigures, to: PlanFigures): Changed[] {
  const what: Changed[] = [];
  if (from.fingerprint !== to.fingerprint) what.push('plan');
  if (from.kind !== to.kind) what.push('planKind');
  if (from.skipScans.join() !== to.skipScans.join()) what.push('skipScans');
  for (const figure of ['buffers', 'rowsRemovedByFilter', 'heapFetches'] as const) {
    if (from[figure] !== to[figure]) what.push(figure);
  }
  if (changedCalls(from, to).length > 0) what.push('calls');
  if (changedExpectations(from, to).length > 0) what.push('expectations');
  return what;
}

/** Functions called another number of times; one that is not called any more was counted 0 times. */
export function changedCalls(
  { calls: before }: PlanFigures,
  { calls: after }: PlanFigures,
): { readonly name: string; readonly from: number; readonly to: number }[] {
  if (before === null || after === null) return [];
  const names = new Set([...before, ...after].map((counted) => counted.function));
  const of = (counted: typeof before, name: string) =>
    counted.find((each) => each.function === name)?.calls ?? 0;
  return [...names]
    .map((name) => ({ name, from: of(before, name), to: of(after, name) }))
    .filter(({ from, to }) => from !== to);
}

/** Expectations judged in both runs, with another outcome; as the later run has them. */
export function changedExpectations(
  { expectations: before }: PlanFigures,
  { expectations: after }: PlanFigures,
): PlanFigures['expectations'] {
  return after.filter(({ rule, expected, status }) =>
    before.some(
      (other) => other.rule === rule && other.expected === expected && other.status !== status,
    ),
  );
}
