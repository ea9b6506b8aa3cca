import { plannedArms, whatChanged } from '../compare/plan-figures.js';
import { planKey } from '../estimate/arms.js';
import type { Member } from './member.js';
import type { Change, PlanRow, VersionPlan } from './upgrade.js';

/**
 * Every plan of the runs, version beside version, with what changed between neighbours. In the order
 * the runs have them; arms that repeat another (A/A) are left out, since their plan is that one's.
 */
export function planRows(members: readonly Member[]): PlanRow[] {
  const rows = new Map<string, Omit<PlanRow, 'changes'> & { versions: VersionPlan[] }>();
  for (const { major, result } of members) {
    for (const { scenario, operation, tenant, arm, figures } of plannedArms(result)) {
      const key = planKey({ scenario, operation, tenant, arm });
      const row = rows.get(key) ?? { scenario, operation, tenant, arm, versions: [] };
      row.versions.push({ major, ...figures });
      rows.set(key, row);
    }
  }
  return [...rows.values()].map((row) => ({ ...row, changes: changesOf(row.versions) }));
}

function changesOf(versions: readonly VersionPlan[]): Change[] {
  return versions.slice(1).flatMap((to, index) => {
    const from = versions[index] as VersionPlan;
    const what = whatChanged(from, to);
    return what.length === 0 ? [] : [{ from: from.major, to: to.major, what }];
  });
}
