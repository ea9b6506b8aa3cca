import type { PlanRecord } from '../../result/journal.js';
import type { ScenarioView } from './view.js';

export interface PlanPairOf {
  readonly title: string;
  readonly left: PlanRecord;
  readonly right: PlanRecord;
}

/**
 * The plans of an operation worth seeing side by side, one pair a tenant: those of the contrast whose
 * two arms read most differently for any tenant.
 */
export function planPairs(
  view: ScenarioView,
  operation: string,
  plans: readonly PlanRecord[],
): PlanPairOf[] {
  const of = (tenant: string, arm: string) =>
    plans.find(
      (plan) => plan.operation === operation && plan.tenant === tenant && plan.arm === arm,
    );
  const pairs = view.facts.contrasts
    .filter(({ kind }) => kind !== 'aa')
    .map((contrast) => {
      const found = view.tenants.flatMap((tenant) => {
        const [left, right] = [of(tenant, contrast.baseline), of(tenant, contrast.treatment)];
        return left && right ? [{ title: contrast.title, left, right }] : [];
      });
      return { found, apart: Math.max(0, ...found.map(buffersApart)) };
    });
  const most = pairs.reduce<(typeof pairs)[number] | null>(
    (best, pair) =>
      pair.found.length > 0 && (best === null || pair.apart > best.apart) ? pair : best,
    null,
  );
  return most?.found ?? [];
}

function buffersApart({ left, right }: PlanPairOf): number {
  return Math.abs(Math.log((left.summary.buffers + 1) / (right.summary.buffers + 1)));
}
