import type { ArmResult, ContrastResult, Result } from '../result/result.js';
import {
  type ArmFacts,
  type OperationFacts,
  type ScenarioFacts,
  SECTION_FACTORS,
} from './words.js';

/** One operation, for one tenant, at one concurrency, with all that was measured there. */
export interface ReportCell {
  readonly scenario: ScenarioFacts;
  readonly operation: string;
  readonly operationTitle: string;
  readonly tenant: ArmResult['tenant'];
  readonly concurrency: number;
  /** In the scenario's order. */
  readonly arms: readonly MeasuredArm[];
  /** Of every metric, in the scenario's order. */
  readonly contrasts: readonly ContrastResult[];
  readonly untrusted: boolean;
}

/** What an arm is, and what was measured on it in one cell. */
export interface MeasuredArm {
  readonly facts: ArmFacts;
  readonly measured: ArmResult;
}

const TENANT_ORDER = ['whale', 'median', 'tiny'];

/**
 * Every measured cell, by scenario, operation (most telling first), concurrency and tenant (largest
 * first). Arms that were only planned, not loaded, are no part of a cell.
 */
export function cellsOf(result: Result): ReportCell[] {
  return result.scenarios.flatMap((scenario) =>
    operationsOf(scenario).flatMap((operation) => {
      const arms = result.arms.filter(
        (arm) =>
          arm.scenario === scenario.name &&
          arm.operation === operation.name &&
          arm.latency !== null,
      );
      const contrasts = result.contrasts.filter(
        (contrast) => contrast.scenario === scenario.name && contrast.operation === operation.name,
      );
      const concurrencies = distinct(arms.map((arm) => arm.concurrency)).sort((a, b) => a - b);
      return concurrencies.flatMap((concurrency) =>
        TENANT_ORDER.flatMap((tenant) => {
          const here = (x: ArmResult | ContrastResult) =>
            x.tenant === tenant && x.concurrency === concurrency;
          const measured = arms.filter(here);
          const first = measured[0];
          if (first === undefined) return [];
          const compared = contrasts.filter(here);
          return [
            {
              scenario,
              operation: operation.name,
              operationTitle: operation.title,
              tenant: first.tenant,
              concurrency,
              arms: scenario.arms.flatMap((facts) => {
                const found = measured.find((arm) => arm.arm === facts.name);
                return found === undefined ? [] : [{ facts, measured: found }];
              }),
              contrasts: inOrder(scenario, compared),
              untrusted: compared.some((contrast) => contrast.untrusted),
            },
          ];
        }),
      );
    }),
  );
}

/** A scenario's operations, the most telling first, the others in the scenario's own order. */
export function operationsOf(scenario: ScenarioFacts): OperationFacts[] {
  const telling = scenario.telling ?? [];
  const rank = ({ name }: OperationFacts) =>
    telling.includes(name) ? telling.indexOf(name) : telling.length;
  return [...scenario.operations].sort((a, b) => rank(a) - rank(b));
}

/** True for an operation that stands for its scenario; where none is named, the first does. */
export function isTelling(scenario: ScenarioFacts, operation: string): boolean {
  return (scenario.telling ?? [scenario.operations[0]?.name]).includes(operation);
}

/** The contrasts of median latency; what the page means by "contrast" unless it says otherwise. */
export function latencyContrasts(cell: ReportCell): ContrastResult[] {
  return cell.contrasts.filter((contrast) => contrast.metric === 'p50');
}

/** True where the two arms differ in nothing but who filters: the policy is the only cause. */
export function isPolicyContrast(
  scenario: ScenarioFacts,
  contrast: { readonly treatment: string; readonly baseline: string },
): boolean {
  const treatment = scenario.arms.find((arm) => arm.name === contrast.treatment);
  const baseline = scenario.arms.find((arm) => arm.name === contrast.baseline);
  return (
    treatment !== undefined &&
    baseline !== undefined &&
    treatment.isolation === 'rls' &&
    baseline.isolation === 'where' &&
    treatment.context === baseline.context &&
    treatment.client === baseline.client &&
    treatment.planCacheMode === baseline.planCacheMode &&
    treatment.sibling === baseline.sibling &&
    SECTION_FACTORS.every((factor) => treatment[factor] === baseline[factor])
  );
}

/** The one contrast that stands for "the policy itself": the first step with no other cause. */
export function policyContrast(cell: ReportCell): ContrastResult | undefined {
  return latencyContrasts(cell).find(
    (contrast) => contrast.kind === 'step' && isPolicyContrast(cell.scenario, contrast),
  );
}

/** The totals of RLS over WHERE: what people pay in all. */
export function rlsTotals(cell: ReportCell): ContrastResult[] {
  const isolation = (name: string) => armFacts(cell.scenario, name)?.isolation;
  return latencyContrasts(cell).filter(
    ({ kind, treatment, baseline }) =>
      kind === 'total' && isolation(treatment) === 'rls' && isolation(baseline) === 'where',
  );
}

/** The total of telling the database the tenant: the same WHERE and client, more round trips. */
export function contextContrast(cell: ReportCell): ContrastResult | undefined {
  return latencyContrasts(cell).find(({ kind, treatment, baseline }) => {
    const [after, before] = [armFacts(cell.scenario, treatment), armFacts(cell.scenario, baseline)];
    return (
      kind === 'total' &&
      after !== undefined &&
      before !== undefined &&
      after.isolation === before.isolation &&
      after.client === before.client &&
      after.roundTrips > before.roundTrips
    );
  });
}

function armFacts(scenario: ScenarioFacts, name: string): ArmFacts | undefined {
  return scenario.arms.find((arm) => arm.name === name);
}

/** An arm's title; its name where the scenario does not know it. */
export function armTitle(scenario: ScenarioFacts, name: string): string {
  return scenario.arms.find((arm) => arm.name === name)?.title ?? name;
}

/** The operation of a cell as a row of a table of cells: by its scenario too where they are of several. */
export function titleAmong(cells: readonly ReportCell[], cell: ReportCell): string {
  return cells.some(({ scenario }) => scenario.name !== cell.scenario.name)
    ? `${cell.scenario.name}: ${cell.operationTitle}`
    : cell.operationTitle;
}

/** "whale tenant, 4 at a time". */
export function cellWords(cell: Pick<ReportCell, 'tenant' | 'concurrency'>): string {
  return `${cell.tenant} tenant, ${concurrencyWords(cell.concurrency)}`;
}

/** "one at a time", "4 at a time". */
export function concurrencyWords(concurrency: number): string {
  return concurrency === 1 ? 'one at a time' : `${concurrency} at a time`;
}

/** The different values, in order of first appearance. */
export function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function inOrder(scenario: ScenarioFacts, contrasts: readonly ContrastResult[]): ContrastResult[] {
  const rank = (contrast: ContrastResult) => {
    const at = scenario.contrasts.findIndex((known) => known.name === contrast.contrast);
    return at === -1 ? scenario.contrasts.length : at;
  };
  return [...contrasts].sort((a, b) => rank(a) - rank(b));
}
