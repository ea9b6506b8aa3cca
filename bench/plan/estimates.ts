import type { PlanNode, PlanSummary } from '../result/parts.js';
import { withoutInitPlans } from './shape.js';

type Plan = Pick<PlanSummary, 'nodes'>;

/** How many times apart two estimates must be to be worth a word. */
const FAR_APART = 10;

/** A node of both plans whose estimated rows differ most, and by more than ten times. */
export interface EstimateDifference {
  readonly node: PlanNode;
  readonly estimates: readonly [a: number, b: number];
}

/**
 * The scan both plans make (in their order) whose estimated rows differ most, if by more than ten
 * times. A generic plan under a policy keeps the estimate of the tenant it was planned under, with
 * a parameter it is that of the average tenant: later they may choose different plans.
 */
export function estimateDifference(a: Plan, b: Plan): EstimateDifference | null {
  const others = scansOf(b);
  const found = scansOf(a).flatMap((node, i): EstimateDifference[] => {
    const other = others[i];
    if (other === undefined || other.relation !== node.relation) return [];
    return [{ node, estimates: [node.estimatedRows, other.estimatedRows] }];
  });
  const apart = ({ estimates: [x, y] }: EstimateDifference) =>
    Math.max(x, y) / Math.max(1, Math.min(x, y));
  const worst = found.sort((x, y) => apart(y) - apart(x))[0];
  return worst !== undefined && apart(worst) > FAR_APART ? worst : null;
}

function scansOf({ nodes }: Plan): PlanNode[] {
  return withoutInitPlans(nodes).filter((node) => node.relation !== null);
}
