import type { PlanNode, PlanSummary } from '../result/parts.js';

type Plan = Pick<PlanSummary, 'nodes'>;

/**
 * True where two plans differ in the sequence of depth, node type, relation and index. Conditions
 * are left aside, and so are InitPlans: a policy that looks the tenant up in one is the policy at
 * work, and no other way to run the query.
 */
export function planShapesDiffer(a: Plan, b: Plan): boolean {
  return shapeDifference(a, b) !== null;
}

/**
 * Where two shapes part, each side in a few words, for example `GroupAggregate over Sort` and `Sort
 * over HashAggregate`; what they share above and below is left out. Null for equal shapes.
 */
export function shapeDifference(a: Plan, b: Plan): [a: string, b: string] | null {
  const [left, right] = [withoutInitPlans(a.nodes), withoutInitPlans(b.nodes)];
  const equal =
    left.length === right.length &&
    left.every((node, i) => sameNode(node, right[i]) && node.depth === right[i]?.depth);
  if (equal) return null;
  const shortest = Math.min(left.length, right.length);
  let above = 0;
  while (above < shortest && sameNode(left[above], right[above])) above++;
  let below = 0;
  while (below < shortest - above && sameNode(left.at(-1 - below), right.at(-1 - below))) below++;
  const [mine, theirs] = [
    left.slice(above, left.length - below),
    right.slice(above, right.length - below),
  ];
  // The same nodes, nested otherwise: only the whole says how.
  if (mine.length === 0 && theirs.length === 0) return [words(left, true), words(right, true)];
  const full = types(mine) === types(theirs);
  return [words(mine, full), words(theirs, full)];
}

/** A plan's nodes less its InitPlans and what is under them. */
export function withoutInitPlans(nodes: readonly PlanNode[]): PlanNode[] {
  let inside: number | null = null;
  return nodes.filter((node) => {
    if (inside !== null && node.depth > inside) return false;
    inside = node.subplan?.startsWith('InitPlan') ? node.depth : null;
    return inside === null;
  });
}

function sameNode(a: PlanNode | undefined, b: PlanNode | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.nodeType === b.nodeType &&
    a.relation === b.relation &&
    a.index === b.index
  );
}

function types(nodes: readonly PlanNode[]): string {
  return nodes.map((node) => node.nodeType).join();
}

const MOST_NODES = 4;

/** Nodes from the top down; with relation and index only where the types alone say nothing. */
function words(nodes: readonly PlanNode[], full: boolean): string {
  if (nodes.length === 0) return 'no node there';
  const shown = nodes.slice(0, MOST_NODES).map((node, i) => {
    const before = nodes[i - 1];
    const link = before === undefined ? '' : node.depth > before.depth ? ' over ' : ', ';
    const relation = full && node.relation !== null ? ` on ${node.relation}` : '';
    const index = full && node.index !== null ? ` using ${node.index}` : '';
    return `${link}${node.nodeType}${relation}${index}`;
  });
  return `${shown.join('')}${nodes.length > MOST_NODES ? ' …' : ''}`;
}
