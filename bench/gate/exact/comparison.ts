import type { GateCatalog, GatePair } from '../../result/gate-parts.js';
import type { PlanRecord } from '../../result/journal.js';
import type { PlanSummary, ScenarioFacts } from '../../result/parts.js';
import type { TenantName } from '../../scenario/scenario.js';
import { answersOf, type OperationAnswers } from './answers.js';
import type { ExactInput } from './input.js';

/** What every rule looks at: the input, with base's and head's side by side. */
export interface Comparison {
  readonly input: ExactInput;
  /** Work that both sides planned and that is the same work on both: what figures are compared of. */
  readonly planned: readonly PlannedPair[];
  /** Work that both sides planned, and whose answer is another one in head. */
  readonly answeredAnew: readonly PlannedPair[];
  /** Arms of both sides, once each. */
  readonly arms: readonly ArmPair[];
  readonly answers: readonly OperationAnswers[];
  /** The plan of one arm of a pair for one tenant; the first, should it have been planned twice. */
  readonly planOf: PlanOf;
  readonly catalogs: { readonly base: GateCatalog; readonly head: GateCatalog } | null;
}

export interface PlannedPair {
  readonly pair: GatePair;
  readonly tenant: TenantName;
  readonly base: PlanSummary;
  readonly head: PlanSummary;
}

type ArmFacts = ScenarioFacts['arms'][number];

export interface ArmPair {
  readonly scenario: string;
  /** Its name in the person's scenario. */
  readonly arm: string;
  readonly base: ArmFacts;
  readonly head: ArmFacts;
}

export function comparisonOf(input: ExactInput): Comparison {
  const answers = answersOf(input);
  const planOf = planFinder(input);
  return {
    ...{ input, answers, planOf },
    ...plannedPairs(input, answers, planOf),
    arms: armPairs(input),
    catalogs: catalogsOf(input),
  };
}

type PlanOf = (pair: GatePair, arm: string | null, tenant: TenantName) => PlanRecord | undefined;

function planFinder({ plans }: Pick<ExactInput, 'plans'>): PlanOf {
  const known = new Map<string, PlanRecord>();
  for (const plan of plans) {
    const key = planKey(plan.scenario, plan.operation, plan.arm, plan.tenant);
    if (!known.has(key)) known.set(key, plan);
  }
  return ({ scenario, operation }, arm, tenant) =>
    arm === null ? undefined : known.get(planKey(scenario, operation, arm, tenant));
}

function planKey(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** Tenants of a scenario that anything was planned for, in the order of its plans. */
export function tenantsOf({ plans }: Pick<ExactInput, 'plans'>, scenario: string): TenantName[] {
  return [
    ...new Set(plans.filter((plan) => plan.scenario === scenario).map(({ tenant }) => tenant)),
  ];
}

function plannedPairs(
  input: ExactInput,
  answers: readonly OperationAnswers[],
  planOf: PlanOf,
): Pick<Comparison, 'planned' | 'answeredAnew'> {
  const differ = new Set(
    answers
      .filter(({ likeness }) => likeness === 'other')
      .map(({ scenario, operation, tenant }) => planKey(scenario, operation, tenant)),
  );
  const notEqual = new Set(
    input.proofs
      .filter(({ proof, status }) => proof === 'equal work' && status === 'failed')
      .map(({ scenario, operation, arm, tenant }) =>
        planKey(scenario, operation ?? '', arm ?? '', tenant ?? ''),
      ),
  );
  const all = input.gate.pairs.flatMap((pair) =>
    tenantsOf(input, pair.scenario).flatMap((tenant): PlannedPair[] => {
      const { scenario, operation } = pair;
      const base = planOf(pair, pair.base, tenant)?.summary;
      const head = planOf(pair, pair.head, tenant)?.summary;
      if (base === undefined || head === undefined) return [];
      const isProved = [pair.base, pair.head].every(
        (arm) => !notEqual.has(planKey(scenario, operation, arm ?? '', tenant)),
      );
      return isProved ? [{ pair, tenant, base, head }] : [];
    }),
  );
  const isAnew = ({ pair, tenant }: PlannedPair) =>
    differ.has(planKey(pair.scenario, pair.operation, tenant));
  return { planned: all.filter((each) => !isAnew(each)), answeredAnew: all.filter(isAnew) };
}

function armPairs({ gate, scenarios }: ExactInput): ArmPair[] {
  const found = new Map<string, ArmPair>();
  for (const { scenario, arm, base, head } of gate.pairs) {
    const factsOf = (name: string | null) =>
      scenarios
        .filter((each) => each.name === scenario)
        .flatMap(({ arms }) => arms)
        .find((each) => each.name === name);
    const [baseFacts, headFacts] = [factsOf(base), factsOf(head)];
    if (baseFacts === undefined || headFacts === undefined) continue;
    found.set(planKey(scenario, arm), { scenario, arm, base: baseFacts, head: headFacts });
  }
  return [...found.values()];
}

/** The first of each side: every scenario's databases are made by the same SQL. */
function catalogsOf({ catalogs = [] }: ExactInput): Comparison['catalogs'] {
  const of = (wanted: 'base' | 'head') => catalogs.find(({ side }) => side === wanted)?.catalog;
  const [base, head] = [of('base'), of('head')];
  return base === undefined || head === undefined ? null : { base, head };
}
