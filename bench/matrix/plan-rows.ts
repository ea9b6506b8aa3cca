import { planKey } from '../estimate/arms.js';
import { planKind } from '../plan/kind.js';
import type { ArmResult, PlanSummary, Result } from '../result/result.js';
import type { Member } from './member.js';
import { skipScans } from './skip-scans.js';
import type { Change, Changed, PlanRow, VersionPlan } from './upgrade.js';

/**
 * Every plan of the runs, version beside version, with what changed between neighbours. In the order
 * the runs have them; arms that repeat another (A/A) are left out, since their plan is that one's.
 */
export function planRows(members: readonly Member[]): PlanRow[] {
  const rows = new Map<string, Omit<PlanRow, 'changes'> & { versions: VersionPlan[] }>();
  for (const { major, result } of members) {
    const judged = expectationsByPlan(result);
    for (const { plan, ...planned } of plannedArms(result)) {
      const { scenario, operation, tenant, arm } = planned;
      const key = planKey(planned);
      const row = rows.get(key) ?? { scenario, operation, tenant, arm, versions: [] };
      row.versions.push(versionPlan(major, plan, judged.get(key) ?? []));
      rows.set(key, row);
    }
  }
  return [...rows.values()].map((row) => ({ ...row, changes: changesOf(row.versions) }));
}

type Planned = Pick<ArmResult, 'scenario' | 'operation' | 'tenant' | 'arm'>;

/** A plan belongs to every concurrency of its cell: here it appears once. */
function plannedArms({ arms, scenarios }: Result): (Planned & { plan: PlanSummary })[] {
  const seen = new Set<string>();
  return arms.flatMap(({ scenario, operation, tenant, arm, plan }) => {
    const planned = { scenario, operation, tenant, arm };
    const facts = scenarios
      .find(({ name }) => name === scenario)
      ?.arms.find(({ name }) => name === arm);
    if (plan === null || facts?.repeats !== undefined || seen.has(planKey(planned))) return [];
    seen.add(planKey(planned));
    return [{ ...planned, plan }];
  });
}

function expectationsByPlan({ expectations }: Result): Map<string, VersionPlan['expectations']> {
  const byPlan = new Map<string, VersionPlan['expectations']>();
  for (const judged of expectations) {
    const { rule, expected, status, actual } = judged;
    const key = planKey(judged);
    const of = byPlan.get(key) ?? [];
    of.push({ rule, expected, status, actual });
    byPlan.set(key, of);
  }
  return byPlan;
}

function versionPlan(
  major: number,
  plan: PlanSummary,
  expectations: VersionPlan['expectations'],
): VersionPlan {
  return {
    major,
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

function changesOf(versions: readonly VersionPlan[]): Change[] {
  return versions.slice(1).flatMap((to, index) => {
    const from = versions[index] as VersionPlan;
    const what = whatChanged(from, to);
    return what.length === 0 ? [] : [{ from: from.major, to: to.major, what }];
  });
}

/** In the order of `CHANGED`; what only one of the two versions counted or judged is no change. */
function whatChanged(from: VersionPlan, to: VersionPlan): Changed[] {
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
  { calls: before }: VersionPlan,
  { calls: after }: VersionPlan,
): { readonly name: string; readonly from: number; readonly to: number }[] {
  if (before === null || after === null) return [];
  const names = new Set([...before, ...after].map((counted) => counted.function));
  const of = (counted: typeof before, name: string) =>
    counted.find((each) => each.function === name)?.calls ?? 0;
  return [...names]
    .map((name) => ({ name, from: of(before, name), to: of(after, name) }))
    .filter(({ from, to }) => from !== to);
}

/** Expectations judged on both versions, with another outcome; as the later version has them. */
export function changedExpectations(
  { expectations: before }: VersionPlan,
  { expectations: after }: VersionPlan,
): VersionPlan['expectations'] {
  return after.filter(({ rule, expected, status }) =>
    before.some(
      (other) => other.rule === rule && other.expected === expected && other.status !== status,
    ),
  );
}
