import { createHash } from 'node:crypto';
import type { PlanNode } from '../result/parts.js';
import { conditionShape } from './condition.js';

/**
 * Twelve hex digits that name the shape of a plan: node types, relations, indexes and what their
 * conditions compare, without literals, parameters, estimates or counts. Equal for equal plans on
 * Postgres 15 to 18, for every tenant, and for a custom and a generic plan of the same shape.
 */
export function planFingerprint(nodes: readonly PlanNode[]): string {
  const shape = nodes.map((node) => [
    node.depth,
    node.nodeType,
    node.relation,
    node.index,
    node.subplan,
    shapeOf(node.indexCondition),
    shapeOf(node.filter),
    (node.details ?? []).map(conditionShape),
  ]);
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 12);
}

function shapeOf(condition: string | null): string | null {
  return condition === null ? null : conditionShape(condition);
}
