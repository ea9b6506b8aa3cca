import type { PlanNode, PlanSummary } from '../result/parts.js';
import type { CapturedPlan } from './capture.js';
import { numberOf, parseExplain } from './explain.js';
import { planFingerprint } from './fingerprint.js';
import type { IndexCatalog } from './index-catalog.js';
import { planKind } from './kind.js';
import { planNodes } from './normalise.js';
import { planTree } from './tree.js';

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
  };
  return { ...summary, tree: planTree(summary) };
}

function sum(nodes: readonly PlanNode[], of: (node: PlanNode) => number): number {
  return nodes.reduce((total, node) => total + of(node), 0);
}
