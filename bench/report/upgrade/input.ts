import { planKey } from '../../estimate/arms.js';
import type { Member } from '../../matrix/member.js';
import type { Change, PlanRow, RatioRow, Upgrade, VersionPlan } from '../../matrix/upgrade.js';
import type { ContrastResult, PlanSummary } from '../../result/result.js';
import type { ScenarioFacts } from '../words.js';
import type { Side } from './change-words.js';

/** What the pages of an upgrade are made from: the comparison, and what it left in the results. */
export interface UpgradeInput {
  readonly upgrade: Upgrade;
  /** Of every scenario of any version, as the newest has it. */
  readonly scenarios: readonly ScenarioFacts[];
  /** @throws Error when that version does not have the plan. */
  readonly planOf: (row: PlanRow, major: number) => PlanSummary;
  /** The contrast of median latency behind a ratio; undefined where that version has none. */
  readonly contrastOf: (row: RatioRow, major: number) => ContrastResult | undefined;
}

export function upgradeInput(upgrade: Upgrade, members: readonly Member[]): UpgradeInput {
  const plans = new Map<string, PlanSummary>();
  const contrasts = new Map<string, ContrastResult>();
  const scenarios = new Map<string, ScenarioFacts>();
  for (const { major, result } of members) {
    for (const arm of result.arms) {
      if (arm.plan !== null) plans.set(`${major} ${planKey(arm)}`, arm.plan);
    }
    for (const contrast of result.contrasts) {
      if (contrast.metric === 'p50') contrasts.set(`${major} ${ratioKey(contrast)}`, contrast);
    }
    for (const scenario of result.scenarios) scenarios.set(scenario.name, scenario);
  }
  return {
    upgrade,
    scenarios: [...scenarios.values()],
    planOf: (row, major) => {
      const plan = plans.get(`${major} ${planKey(row)}`);
      if (plan === undefined) throw new Error(`Expected a plan of ${planKey(row)} on ${major}`);
      return plan;
    },
    contrastOf: (row, major) => contrasts.get(`${major} ${ratioKey(row)}`),
  };
}

/** The two versions of a change. */
export function sidesOf(
  { planOf }: UpgradeInput,
  row: PlanRow,
  { from, to }: Change,
): [Side, Side] {
  const side = (major: number): Side => ({
    figures: row.versions.find((version) => version.major === major) as VersionPlan,
    plan: planOf(row, major),
  });
  return [side(from), side(to)];
}

function ratioKey({
  scenario,
  operation,
  tenant,
  concurrency,
  contrast,
}: Pick<RatioRow, 'scenario' | 'operation' | 'tenant' | 'concurrency' | 'contrast'>): string {
  return JSON.stringify([scenario, operation, tenant, concurrency, contrast]);
}
