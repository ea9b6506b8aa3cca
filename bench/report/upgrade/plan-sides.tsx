import { diffPlans, type PlanDifference } from '../../plan/diff.js';
import type { PlanNode, PlanSummary } from '../../result/result.js';
import { nodeFacts, nodeTitle, planCounts } from '../plan-words.js';

/** One of two plans that are shown side by side. */
export interface PlanSide {
  readonly title: string;
  readonly plan: PlanSummary;
  /** Where EXPLAIN's output is, whole. */
  readonly href: string;
}

/** Two plans side by side, node beside node; what differs is marked. */
export function PlanSides({ left, right }: { left: PlanSide; right: PlanSide }) {
  const rows = diffPlans(left.plan, right.plan);
  return (
    <div class="sides">
      {[left, right].map((side) => (
        <div key={side.title}>
          <h5>{side.title}</h5>
          <p class="note">
            {planCounts(side.plan)} <a href={side.href}>whole</a>
          </p>
          <div class="plan scroll">
            {rows.map((row, at) => (
              <Node key={at} node={nodeOf(row, side === left)} other={nodeOf(row, side !== left)} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

function nodeOf(row: PlanDifference, isLeft: boolean): PlanNode | undefined {
  if (isLeft) return row.kind === 'only-right' ? undefined : row.left;
  return row.kind === 'only-left' ? undefined : row.right;
}

function Node({ node, other }: { node: PlanNode | undefined; other: PlanNode | undefined }) {
  if (node === undefined) return null;
  const otherFacts = other === undefined ? [] : nodeFacts(other);
  const marks = (text: string, others: readonly string[]) =>
    other !== undefined && !others.includes(text) ? <mark>{text}</mark> : text;
  return (
    <div class="node" style={`margin-left:${Math.min(node.depth, 6)}em`}>
      <div>
        {other === undefined ? (
          <mark>
            <b>{nodeTitle(node)}</b> <small>only here</small>
          </mark>
        ) : (
          <b>{marks(nodeTitle(node), [nodeTitle(other)])}</b>
        )}
      </div>
      {nodeFacts(node).map((fact) => (
        <div key={fact}>{marks(fact, otherFacts)}</div>
      ))}
    </div>
  );
}
