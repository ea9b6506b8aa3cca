import type { ArmResult, ContrastResult, Result } from '../../result/result.js';
import { cellsOf, distinct, operationsOf, type ReportCell } from '../cells.js';
import {
  type ArmFacts,
  type OperationFacts,
  type ScenarioFacts,
  SECTION_FACTORS,
  type SectionFactor,
  type Tenant,
} from '../words.js';
import { partOf } from './part-of.js';

/** One scenario with all that a page says of it, ready to be asked. */
export interface ScenarioView {
  readonly facts: ScenarioFacts;
  /** The run with nothing in it but this scenario. */
  readonly part: Result;
  /** Most telling first. */
  readonly operations: readonly OperationFacts[];
  /** Those that anything is known of, largest first. */
  readonly tenants: readonly Tenant[];
  /** Without those that repeat another to measure the noise. */
  readonly arms: readonly ArmFacts[];
  /** What was measured under load. */
  readonly cells: readonly ReportCell[];
  /** What is known of each arm, by operation, tenant and arm: see `armAt`. */
  readonly armsByPlace: ReadonlyMap<string, ArmResult>;
  /** Contrasts of median latency without A/A, lowest concurrency first: see `comparisonOf`. */
  readonly contrastsByPlace: ReadonlyMap<string, readonly ContrastResult[]>;
  /** The factors that have more than one level among the arms. */
  readonly varying: ReadonlySet<SectionFactor>;
}

const TENANTS: readonly Tenant[] = ['whale', 'median', 'tiny'];

export function viewOf(result: Result, facts: ScenarioFacts): ScenarioView {
  const part = partOf(result, [facts.name]);
  const arms = facts.arms.filter((arm) => arm.repeats === undefined);
  return {
    facts,
    part,
    operations: operationsOf(facts),
    tenants: TENANTS.filter((tenant) => part.arms.some((arm) => arm.tenant === tenant)),
    arms,
    cells: cellsOf(part),
    armsByPlace: byPlace(part.arms),
    contrastsByPlace: comparedByPlace(part.contrasts),
    varying: new Set(SECTION_FACTORS.filter((factor) => varies(arms, factor))),
  };
}

/** More than one level among the arms of one isolation: WHERE arms have no policy, and that is no level. */
function varies(arms: readonly ArmFacts[], factor: SectionFactor): boolean {
  return (['rls', 'where'] as const).some(
    (isolation) =>
      distinct(arms.filter((arm) => arm.isolation === isolation).map((arm) => arm[factor] ?? null))
        .length > 1,
  );
}

/**
 * What is known of an arm: as measured at the lowest concurrency, or only planned. Undefined where
 * it took no part.
 */
export function armAt(
  view: ScenarioView,
  operation: string,
  tenant: Tenant,
  arm: string,
): ArmResult | undefined {
  return view.armsByPlace.get(placeKey({ operation, tenant, arm }));
}

function placeKey({
  operation,
  tenant,
  arm = '',
}: Pick<ArmResult, 'operation' | 'tenant'> & { readonly arm?: string }): string {
  return JSON.stringify([operation, tenant, arm]);
}

/** By operation and tenant: median latency, without A/A, lowest concurrency first. */
function comparedByPlace(
  contrasts: readonly ContrastResult[],
): ReadonlyMap<string, readonly ContrastResult[]> {
  const places = new Map<string, ContrastResult[]>();
  const compared = contrasts.filter(({ metric, kind }) => metric === 'p50' && kind !== 'aa');
  for (const one of compared.sort((a, b) => a.concurrency - b.concurrency)) {
    const place = placeKey({ operation: one.operation, tenant: one.tenant });
    places.set(place, [...(places.get(place) ?? []), one]);
  }
  return places;
}

/** One an operation, tenant and arm: measured before planned, at the lowest concurrency. */
function byPlace(arms: readonly ArmResult[]): ReadonlyMap<string, ArmResult> {
  const lastFirst = [...arms].sort(
    (a, b) =>
      Number(b.latency === null) - Number(a.latency === null) || b.concurrency - a.concurrency,
  );
  return new Map(lastFirst.map((arm) => [placeKey(arm), arm]));
}

/** Shared buffers of an arm's plan; null where it was not planned. */
export function buffersAt(
  view: ScenarioView,
  operation: string,
  tenant: Tenant,
  arm: string | undefined,
): number | null {
  return arm === undefined ? null : (armAt(view, operation, tenant, arm)?.buffers ?? null);
}

/**
 * Median latency of one arm over another's at the lowest concurrency, from the scenario's contrast of
 * the two, either way round. Undefined where it compares them in no contrast, or too little was
 * measured: a page then has no ratio to show with an interval.
 */
export function comparisonOf(
  view: ScenarioView,
  operation: string,
  tenant: Tenant,
  treatment: string | undefined,
  baseline: string | undefined,
): ContrastResult | undefined {
  const here = view.contrastsByPlace.get(placeKey({ operation, tenant })) ?? [];
  const asked = here.find((one) => one.treatment === treatment && one.baseline === baseline);
  if (asked !== undefined) return asked;
  const turned = here.find((one) => one.treatment === baseline && one.baseline === treatment);
  return turned && turnedRound(turned);
}

/** The same contrast with treatment and baseline exchanged. */
export function turnedRound(contrast: ContrastResult): ContrastResult {
  const inverse = (ratio: number | null) => (ratio === null ? null : 1 / ratio);
  return {
    ...contrast,
    treatment: contrast.baseline,
    baseline: contrast.treatment,
    ratio: 1 / contrast.ratio,
    low: 1 / contrast.high,
    high: 1 / contrast.low,
    bcaLow: inverse(contrast.bcaHigh),
    bcaHigh: inverse(contrast.bcaLow),
    differenceNs: -contrast.differenceNs,
  };
}

/** The levels of a factor, in the order of the scenario's arms; arms without it left out. */
export function levelsOf(view: ScenarioView, factor: SectionFactor): string[] {
  return distinct(view.arms.map((arm) => arm[factor])).filter((level) => level !== undefined);
}

/** The tenant an answer is about: the largest that was timed on an operation, else the largest. */
export function answerTenant(view: ScenarioView, operation: string): Tenant | undefined {
  return (
    view.tenants.find((tenant) => view.contrastsByPlace.has(placeKey({ operation, tenant }))) ??
    view.tenants[0]
  );
}
