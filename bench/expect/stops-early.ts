import type { PlanNode, PlanSummary } from '../result/parts.js';
import { above } from './plan-walk.js';

type Plan = Pick<PlanSummary, 'nodes'>;

/** Nodes that read all of their input before they give a row: nothing above them cuts it short. */
const readsAllFirst =
  /^(?:Sort|Hash|(?:Partial |Finalize )?HashAggregate|HashSetOp|Bitmap Heap Scan|Bitmap(?:And|Or))$/;
/** Joins whose inner side stops at the first match, a row of the outer side each. */
const stopsAtMatch = / (?:Semi|Anti|Right Semi|Right Anti) Join$/;

/**
 * True where something above a node may have stopped it before it had given all its rows, so that it
 * gave fewer than it would have:
 * - a LIMIT that got as many rows as it was estimated to give. The limit itself is in no plan, but
 *   its estimate is never above it: one that got fewer was not reached, and let its input finish;
 * - an EXISTS, or a semi or anti join, that is content with the first row;
 * - a merge join, which ends with the shorter side, and a hash join that found nothing to match.
 */
export function mayStopEarly(plan: Plan, node: PlanNode): boolean {
  let child = node;
  for (const parent of above(plan, node)) {
    if (child.subplan !== null) return !isHashed(plan, child.subplan);
    if (readsAllFirst.test(parent.nodeType)) return false;
    if (parent.nodeType === 'Limit' && parent.actualRows >= parent.estimatedRows) return true;
    if (parent.nodeType.startsWith('Merge') && parent.nodeType.includes('Join')) return true;
    if (parent.nodeType.startsWith('Nested Loop') && stopsAtMatch.test(parent.nodeType))
      return true;
    if (parent.nodeType.startsWith('Hash') && parent.actualRows === 0) return true;
    child = parent;
  }
  return false;
}

/** An EXISTS can't be told from another subquery in a plan; only a hashed one is surely read whole. */
function isHashed({ nodes }: Plan, subplan: string): boolean {
  return nodes.some(({ filter }) => filter?.includes(`hashed ${subplan})`));
}
