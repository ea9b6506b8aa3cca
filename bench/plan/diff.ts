import type { PlanNode, PlanSummary } from '../result/parts.js';
import { conditionShape } from './condition.js';

/** The facts of a node that are compared; conditions by their shape, so a literal is no difference. */
const comparedFields = [
  'nodeType',
  'relation',
  'index',
  'indexCondition',
  'filter',
  'details',
  'estimatedRows',
  'actualRows',
  'loops',
  'rowsRemovedByFilter',
  'buffers',
  'heapFetches',
  'indexSearches',
] as const;
export type ComparedField = (typeof comparedFields)[number];

/** One row of two plans side by side. */
export type PlanDifference =
  | { readonly kind: 'same'; readonly left: PlanNode; readonly right: PlanNode }
  | {
      readonly kind: 'changed';
      readonly left: PlanNode;
      readonly right: PlanNode;
      readonly fields: readonly ComparedField[];
    }
  | { readonly kind: 'only-left'; readonly left: PlanNode }
  | { readonly kind: 'only-right'; readonly right: PlanNode };

/**
 * Two plans side by side: every node of each appears once and in its own order. Nodes are paired so
 * that the pairs are as alike as they can be in all: an alignment by dynamic programming (Needleman
 * and Wunsch 1970) over the depth-first lists, where a scan pairs only with a scan of the same
 * relation and a subplan only with a subplan.
 */
export function diffPlans(
  left: Pick<PlanSummary, 'nodes'>,
  right: Pick<PlanSummary, 'nodes'>,
): PlanDifference[] {
  const best = alignmentScores(left.nodes, right.nodes);
  const differences: PlanDifference[] = [];
  let l = 0;
  let r = 0;
  while (l < left.nodes.length || r < right.nodes.length) {
    const leftNode = left.nodes[l];
    const rightNode = right.nodes[r];
    const score = at(best, l, r);
    if (leftNode && rightNode) {
      const alike = likeness(leftNode, rightNode);
      if (alike > 0 && score === alike + at(best, l + 1, r + 1)) {
        differences.push(compareNodes(leftNode, rightNode));
        l++;
        r++;
        continue;
      }
    }
    if (leftNode && score === at(best, l + 1, r)) {
      differences.push({ kind: 'only-left', left: leftNode });
      l++;
    } else if (rightNode) {
      differences.push({ kind: 'only-right', right: rightNode });
      r++;
    }
  }
  return differences;
}

/** `scores[l][r]`: the best total likeness of the nodes from `l` on the left and `r` on the right. */
function alignmentScores(left: readonly PlanNode[], right: readonly PlanNode[]): number[][] {
  const scores = Array.from({ length: left.length + 1 }, () =>
    new Array<number>(right.length + 1).fill(0),
  );
  for (const [fromEnd, leftNode] of left.toReversed().entries()) {
    const l = left.length - 1 - fromEnd;
    for (let r = right.length - 1; r >= 0; r--) {
      const rightNode = right[r];
      const alike = rightNode ? likeness(leftNode, rightNode) : 0;
      const paired = alike > 0 ? alike + at(scores, l + 1, r + 1) : 0;
      (scores[l] ?? [])[r] = Math.max(paired, at(scores, l + 1, r), at(scores, l, r + 1));
    }
  }
  return scores;
}

function at(scores: readonly (readonly number[])[], l: number, r: number): number {
  return scores[l]?.[r] ?? 0;
}

/** 0 for nodes that do different jobs, more the more they share. */
function likeness(left: PlanNode, right: PlanNode): number {
  if ((left.subplan === null) !== (right.subplan === null)) return 0;
  if (left.relation !== right.relation) return 0;
  const sameType = left.nodeType === right.nodeType;
  if (left.relation === null && !sameType) return 0;
  return 4 + (sameType ? 2 : 0) + (left.index === right.index ? 1 : 0) + sameDepth(left, right);
}

function sameDepth(left: PlanNode, right: PlanNode): number {
  return left.depth === right.depth ? 1 : 0;
}

function compareNodes(left: PlanNode, right: PlanNode): PlanDifference {
  const leftFacts = comparable(left);
  const rightFacts = comparable(right);
  const fields = comparedFields.filter((field) => leftFacts[field] !== rightFacts[field]);
  return fields.length === 0
    ? { kind: 'same', left, right }
    : { kind: 'changed', left, right, fields };
}

function comparable(node: PlanNode): Record<ComparedField, string | number | null> {
  const { nodeType, relation, index, estimatedRows, actualRows, loops } = node;
  const { rowsRemovedByFilter, buffers, heapFetches, indexSearches } = node;
  const shape = (condition: string | null) =>
    condition === null ? null : conditionShape(condition);
  return {
    nodeType,
    relation,
    index,
    indexCondition: shape(node.indexCondition),
    filter: shape(node.filter),
    details: (node.details ?? []).map(conditionShape).join('; '),
    estimatedRows,
    actualRows,
    loops,
    rowsRemovedByFilter,
    buffers,
    heapFetches,
    indexSearches,
  };
}
