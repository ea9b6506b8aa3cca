import { planKind } from '../../plan/kind.js';
import type { ContrastResult } from '../../result/result.js';
import { count, formatInteger } from '../format.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import { isSlower, type Said, timeWords } from './said.js';
import { armAt, comparisonOf, type ScenarioView } from './view.js';

/** A prepared statement warmed for one tenant and run for another. */
export interface Poisoning {
  readonly operation: OperationFacts;
  readonly ran: Tenant;
  readonly arm: ArmFacts;
  /** Who warmed it; the tenant that ran where the arm names nobody. */
  readonly warmedBy: Tenant;
  readonly planKind: string;
  readonly buffers: number | null;
  readonly p50Ns: number | null;
  /** Buffers of the tenant's own plan: the same mode, warmed by itself. */
  readonly ownBuffers: number | null;
  /** Over its own plan. */
  readonly overOwn: ContrastResult | undefined;
}

/** Every pair of who warmed and who ran, on every plan mode of an operation. */
export function poisonings(view: ScenarioView, operation: OperationFacts): Poisoning[] {
  return view.tenants.flatMap((ran) =>
    view.arms.flatMap((arm) => {
      const known = armAt(view, operation.name, ran, arm.name);
      if (known === undefined) return [];
      const own = ownArm(view, operation.name, arm, ran);
      return [
        {
          operation,
          ran,
          arm,
          warmedBy: arm.warmedBy ?? ran,
          planKind: known.plan === null ? 'not planned' : planKind(known.plan),
          buffers: known.buffers,
          p50Ns: known.latency?.p50Ns ?? null,
          ownBuffers: own ? (armAt(view, operation.name, ran, own.name)?.buffers ?? null) : null,
          overOwn:
            own && own !== arm
              ? comparisonOf(view, operation.name, ran, arm.name, own.name)
              : undefined,
        },
      ];
    }),
  );
}

/**
 * The arm like another in all but that the tenant warmed the statement itself; of two such, the one
 * that the scenario compares it with.
 */
function ownArm(
  view: ScenarioView,
  operation: string,
  arm: ArmFacts,
  ran: Tenant,
): ArmFacts | undefined {
  const alike = view.arms.filter(
    (one) =>
      one.isolation === arm.isolation &&
      one.planCacheMode === arm.planCacheMode &&
      one.context === arm.context &&
      one.client === arm.client &&
      one.sibling === arm.sibling &&
      one.indexes === arm.indexes &&
      one.policy === arm.policy,
  );
  const own = [
    ...alike.filter((one) => one.warmedBy === ran),
    ...alike.filter((one) => one.warmedBy === undefined),
  ];
  return own.find((one) => comparisonOf(view, operation, ran, arm.name, one.name)) ?? own[0];
}

/** True where a statement warmed by another reads notably more than one's own, or is slower for sure. */
export function isPoisoned({ buffers, ownBuffers, warmedBy, ran, overOwn }: Poisoning): boolean {
  if (warmedBy === ran) return false;
  const readsMore =
    buffers !== null &&
    ownBuffers !== null &&
    buffers > Math.max(ownBuffers * 1.5, ownBuffers + 10);
  return readsMore || isSlower(overOwn);
}

/** How many statements are poisoned, and the worst of them. */
export function poisoningAnswer(view: ScenarioView): Said[] {
  const foreign = view.operations
    .flatMap((operation) => poisonings(view, operation))
    .filter(({ warmedBy, ran, ownBuffers }) => warmedBy !== ran && ownBuffers !== null);
  if (foreign.length === 0) return [];
  const poisoned = foreign.filter(isPoisoned);
  const factor = ({ buffers, ownBuffers }: Poisoning) =>
    (buffers ?? 0) / Math.max(1, ownBuffers ?? 1);
  const worst = [...poisoned].sort((a, b) => factor(b) - factor(a))[0];
  if (worst === undefined) {
    return [
      {
        text: `None of ${count(foreign.length, 'statement')} warmed by another tenant reads notably more, or is told to be slower, than one warmed by its own.`,
        firm: true,
      },
    ];
  }
  const time = worst.overOwn === undefined ? '' : `; ${timeWords(worst.overOwn)}`;
  return [
    {
      text: `${poisoned.length} of ${count(foreign.length, 'statement')} warmed by another tenant ${poisoned.length === 1 ? 'is' : 'are'} worse than one warmed by its own.`,
      firm: true,
    },
    {
      text: `Worst: “${worst.operation.title}” for the ${worst.ran} tenant with “${worst.arm.title}” (ran a ${worst.planKind} plan): ${formatInteger(worst.buffers ?? 0)} buffers against ${formatInteger(worst.ownBuffers ?? 0)} of its own plan${time}.`,
      firm: true,
    },
  ];
}
