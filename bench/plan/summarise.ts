import type { PlanNode, PlanSummary } from '../result/parts.js';
import type { CapturedPlan } from './capture.js';
import { type ExplainNode, numberOf, parseExplain } from './explain.js';
import { planFingerprint } from './fingerprint.js';
import type { IndexCatalog } from './index-catalog.js';
import { planKind } from './kind.js';
import { planNodes } from './normalise.js';
import { planTree } from './tree.js';

export type FunctionCalls = NonNullable<PlanSummary['calls']>;

/**
 * What a captured plan says, equal over Postgres 15 to 18. `buffers` are the shared blocks the
 * execution hit and read; those of planning are kept apart, because they depend on what the session
 * has cached and are shown, never judged.
 *
 * @param captured from `capturePlan`
 * @param catalog from `readIndexCatalog`, for the columns behind an index's name
 * @throws {z.ZodError} when `captured.explain` is not EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) output
 */
export function summarisePlan(captured: CapturedPlan, catalog: IndexCatalog): PlanSummary {
  const statement = parseExplain(captured.explain);
  const ownParameters = planKind(captured) === 'generic' ? captured.parameterCount : 0;
  const nodes = planNodes(statement.Plan, catalog, ownParameters);
  const planning = statement.Planning ?? {};
  const summary = {
    fingerprint: planFingerprint(nodes),
    nodes,
    initPlans: nodes.filter(({ subplan }) => subplan?.startsWith('InitPlan')).length,
    rowsRemovedByFilter: sum(nodes, (node) => node.rowsRemovedByFilter),
    buffers: nodes[0]?.buffers ?? 0,
    planningBuffers:
      (numberOf(planning, 'Shared Hit Blocks') ?? 0) +
      (numberOf(planning, 'Shared Read Blocks') ?? 0),
    heapFetches: sum(nodes, (node) => node.heapFetches ?? 0),
    planningMs: statement['Planning Time'],
    executionMs: statement['Execution Time'],
    genericPlans: captured.genericPlans,
    customPlans: captured.customPlans,
    ...walOf(statement.Plan),
  };
  return { ...summary, tree: planTree(summary) };
}

/** The summary with the function calls of one execution, from `openCallCounter`. */
export function withCalls(plan: PlanSummary, calls: FunctionCalls): PlanSummary {
  const counted = { ...plan, calls: [...calls] };
  return { ...counted, tree: planTree(counted) };
}

/**
 * What the plan's nodes wrote, absent for a read. What a trigger writes is in no node: neither the
 * row lock that checks a foreign key. Absent too where `capturePlan` met no run without full-page
 * images: they can't be taken out of the bytes.
 */
function walOf(root: ExplainNode): Pick<PlanSummary, 'wal'> {
  const records = numberOf(root, 'WAL Records');
  const bytes = numberOf(root, 'WAL Bytes');
  const fullPageImages = numberOf(root, 'WAL FPI') ?? 0;
  if (records === null || bytes === null || fullPageImages > 0) return {};
  return { wal: { records, bytes, fullPageImages } };
}

function sum(nodes: readonly PlanNode[], of: (node: PlanNode) => number): number {
  return nodes.reduce((total, node) => total + of(node), 0);
}
