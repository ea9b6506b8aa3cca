import { exactFindings } from '../../../bench/gate/exact/findings.js';
import type { ExactInput } from '../../../bench/gate/exact/input.js';
import type { GateFinding } from '../../../bench/gate/gate-result.js';
import { planTree } from '../../../bench/plan/tree.js';
import type { GateCatalog, GatePair } from '../../../bench/result/gate-parts.js';
import type { PlanRecord } from '../../../bench/result/journal.js';
import type {
  ExpectationResult,
  PlanNode,
  PlanSummary,
  ProofResult,
  ScenarioFacts,
} from '../../../bench/result/parts.js';
import type { TenantName } from '../../../bench/scenario/scenario.js';
import { madeArms, madeGateFacts, SCENARIO } from '../made-facts.js';

/** What a test says of one side: its plan of `latest` on arm `rls`, by tenant where that matters. */
export type SidePlans = PlanSummary | Partial<Record<TenantName, PlanSummary>>;

export function madeInput(over: Partial<ExactInput> = {}): ExactInput {
  const operations = madeGateFacts()
    .scenarios.flatMap(({ operations: all }) => all)
    .map((operation) => ({ ...operation, state: 'same' as const }))
    .filter(({ name }) => name === 'latest');
  const gate = madeGateFacts({
    scenarios: [{ name: SCENARIO, file: 'scenarios/invoices.ts', operations }],
    pairs: [madePair()],
  });
  return {
    gate,
    ...{ plans: [], proofs: [], expectations: [], skipped: [] },
    scenarios: [madeScenario()],
    ...over,
  };
}

export function madePair(over: Partial<GatePair> = {}): GatePair {
  return { scenario: SCENARIO, operation: 'latest', arm: 'rls', ...madeArms(), ...over };
}

export function findingsOfPlans(
  base: SidePlans,
  head: SidePlans,
  over: Partial<ExactInput> = {},
): GateFinding[] {
  const plans = [...plansOfSide('base:rls', base), ...plansOfSide('head:rls', head)];
  return exactFindings(madeInput({ plans, ...over }));
}

export function plansOfSide(arm: string, plans: SidePlans): PlanRecord[] {
  const byTenant = 'nodes' in plans ? { tiny: plans } : plans;
  return Object.entries(byTenant).map(([tenant, summary]) => ({
    ...{ type: 'plan', scenario: SCENARIO, operation: 'latest', arm, explain: null },
    ...{ tenant: tenant as TenantName, summary },
  }));
}

type ArmFacts = ScenarioFacts['arms'][number];

export function madeArm(name: string, over: Partial<ArmFacts> = {}): ArmFacts {
  return {
    ...{ name, title: name, isolation: 'rls', context: 'set-config-pipelined', client: 'wire' },
    ...{ planCacheMode: 'auto', roundTrips: 1 },
    ...over,
  };
}

export function madeScenario(
  base: Partial<ArmFacts> = {},
  head: Partial<ArmFacts> = {},
): ScenarioFacts {
  return {
    ...{ name: SCENARIO, question: 'Why?', operations: [], contrasts: [] },
    arms: [madeArm('base:rls', base), madeArm('base-again:rls', base), madeArm('head:rls', head)],
  };
}

export function madeProof(over: Partial<ProofResult> = {}): ProofResult {
  return {
    ...{ scenario: SCENARIO, proof: 'no foreign rows', arm: 'head:rls', operation: null },
    ...{ tenant: 'tiny', status: 'passed', detail: 'saw 20 own rows of invoices, none of others' },
    ...over,
  };
}

export function madeExpectation(over: Partial<ExpectationResult> = {}): ExpectationResult {
  return {
    ...{ scenario: SCENARIO, operation: 'latest', tenant: 'tiny', arm: 'head:rls' },
    ...{ rule: 'maxBuffers', expected: '10', status: 'passed', actual: '4 buffers' },
    ...{ message: 'touches 4 buffers', plan: '' },
    ...over,
  };
}

export function madeCatalog(over: Partial<GateCatalog> = {}): GateCatalog {
  return {
    tables: [
      {
        ...{ name: 'invoices', owner: 'app', ownerEscapes: false, rowSecurity: true, forced: true },
        ...{ isPartition: false, columns: ['tenant_id', 'invoice_id', 'status'] },
      },
    ],
    policies: [
      {
        ...{ table: 'invoices', name: 'of_tenant', permissive: true, command: 'ALL' },
        ...{ roles: ['public'], using: '(tenant_id = current_tenant())', withCheck: null },
      },
    ],
    functions: [
      {
        ...{ name: 'current_tenant()', volatility: 'STABLE', securityDefiner: false },
        definition: 'a hash',
      },
    ],
    ...{ indexes: [], views: [] },
    ...over,
  };
}

export function catalogs(base: GateCatalog, head: GateCatalog): Partial<ExactInput> {
  return {
    catalogs: [
      { side: 'base', catalog: base },
      { side: 'head', catalog: head },
    ],
  };
}

/** What is found in the two catalogs alone, each as "failure isolation: ...". */
export function foundInCatalogs(base: Partial<GateCatalog>, head: Partial<GateCatalog>): string[] {
  return exactFindings(madeInput(catalogs(madeCatalog(base), madeCatalog(head)))).map(
    ({ rule, level, message }) => `${level} ${rule}: ${message}`,
  );
}

/** A plan of a test's own nodes, with the totals that nodes have. */
export function madePlan(nodes: readonly PlanNode[], over: Partial<PlanSummary> = {}): PlanSummary {
  const plan = {
    ...{ fingerprint: 'made', nodes: [...nodes], initPlans: 0, planningBuffers: 0 },
    rowsRemovedByFilter: nodes.reduce((sum, each) => sum + each.rowsRemovedByFilter, 0),
    buffers: nodes[0]?.buffers ?? 0,
    heapFetches: nodes.reduce((sum, each) => sum + (each.heapFetches ?? 0), 0),
    ...{ planningMs: 1, executionMs: 1, genericPlans: 0, customPlans: 7 },
    ...over,
  };
  return { ...plan, tree: planTree(plan) };
}

/** The same plan over tables, and with indexes, of other names. */
export function renamed(plan: PlanSummary, names: Readonly<Record<string, string>>): PlanSummary {
  const nameOf = <T extends string | null>(name: T) =>
    (name === null ? null : (names[name] ?? name)) as T;
  const { nodes, ...totals } = plan;
  return madePlan(
    nodes.map((node) => ({
      ...node,
      relation: nameOf(node.relation),
      index: nameOf(node.index),
    })),
    totals,
  );
}
