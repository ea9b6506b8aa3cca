import { planTree } from '../../plan/tree.js';
import type { PlanNode, PlanSummary } from '../../result/parts.js';
import type { BaselinePlan } from './baseline.js';

/** What a plan is on any machine: its figures without the place it has in a baseline. */
export type PlanFacts = Omit<BaselinePlan, 'scenario' | 'operation' | 'tenant' | 'arms'>;

/** The facts of a captured plan that travel: no times, and no planning buffers (what a session cached). */
export function planFacts(plan: PlanSummary): PlanFacts {
  const { fingerprint, buffers, rowsRemovedByFilter, heapFetches, calls, wal, nodes } = plan;
  return {
    ...{ fingerprint, buffers, rowsRemoved: rowsRemovedByFilter, heapFetches },
    ...{ genericPlans: plan.genericPlans, customPlans: plan.customPlans },
    ...(calls === undefined
      ? {}
      : { calls: [...calls].sort((a, b) => (a.function < b.function ? -1 : 1)) }),
    ...(wal === undefined ? {} : { wal: { records: wal.records, bytes: wal.bytes } }),
    nodes: nodes.map((node) => ({ ...node })),
  };
}

/**
 * A plan summary from its facts, as the gate's rules want it. What does not travel (times, planning)
 * is 0, and its tree says nothing of it.
 */
export function summaryOf(facts: PlanFacts): PlanSummary {
  const { fingerprint, buffers, rowsRemoved, heapFetches, calls, wal, nodes } = facts;
  const plan = {
    ...{ fingerprint, buffers, rowsRemovedByFilter: rowsRemoved, heapFetches, nodes },
    initPlans: nodes.filter(({ subplan }) => subplan?.startsWith('InitPlan')).length,
    ...{ planningBuffers: 0, planningMs: 0, executionMs: 0 },
    ...{ genericPlans: facts.genericPlans, customPlans: facts.customPlans },
    ...(calls === undefined ? {} : { calls }),
    ...(wal === undefined ? {} : { wal: { ...wal, fullPageImages: 0 } }),
  };
  return { ...plan, tree: withoutTimes(planTree(plan)) };
}

/** The tree without its line on planning and without milliseconds. */
function withoutTimes(tree: string): string {
  return tree
    .split('\n')
    .filter((line) => !line.startsWith('Planning: '))
    .map((line) => line.replace(/^(Execution: .*), [\d.,]+ ms$/, '$1'))
    .join('\n');
}

/** What a node is taken to be where the file says nothing; see `baselineNode`. */
const USUAL: Partial<PlanNode> = {
  relation: null,
  index: null,
  indexColumns: [],
  indexCondition: null,
  filter: null,
  subplan: null,
  loops: 1,
  rowsRemovedByFilter: 0,
  heapFetches: null,
  indexSearches: null,
};

/** A node without the facts that say nothing, for a short file. */
export function shortNode(node: PlanNode): Partial<PlanNode> {
  return Object.fromEntries(
    Object.entries(node).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(USUAL[key as keyof PlanNode]),
    ),
  );
}
