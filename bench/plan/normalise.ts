import type { PlanNode } from '../result/parts.js';
import { modernCondition, type ParameterNames } from './condition.js';
import { type ExplainNode, numberOf, textOf } from './explain.js';
import type { IndexCatalog, IndexEntry, TableEntry } from './index-catalog.js';
import { nodeTypeOf } from './node-type.js';

/**
 * The nodes of an EXPLAIN (FORMAT JSON) tree, depth first and in the order EXPLAIN prints them, made
 * equal over Postgres 15 to 18. Rows removed are totals over all loops; `actualRows` is per loop.
 *
 * @param ownParameters parameters of the statement that the plan keeps as `$1`, ...: 0 in a custom plan
 */
export function planNodes(
  root: ExplainNode,
  catalog: IndexCatalog,
  ownParameters: number,
): PlanNode[] {
  const names = { initPlanOf: initPlansByParameter(root), ownParameters };
  const nodes: PlanNode[] = [];
  visit(root, (node, depth) => nodes.push(planNodeOf(node, depth, catalog, names)));
  return nodes;
}

function visit(node: ExplainNode, onNode: (node: ExplainNode, depth: number) => void, depth = 0) {
  onNode(node, depth);
  for (const child of node.Plans ?? []) visit(child, onNode, depth + 1);
}

/** Before Postgres 17 a result is named `$0` and its InitPlan "InitPlan 1 (returns $0)". */
function initPlansByParameter(root: ExplainNode): Map<number, string> {
  const initPlanOf = new Map<number, string>();
  visit(root, (node) => {
    const [, initPlan, parameter] =
      /^(InitPlan \d+) \(returns \$(\d+)\)$/.exec(textOf(node, 'Subplan Name') ?? '') ?? [];
    if (initPlan && parameter) initPlanOf.set(Number(parameter), initPlan);
  });
  return initPlanOf;
}

function planNodeOf(
  node: ExplainNode,
  depth: number,
  catalog: IndexCatalog,
  names: ParameterNames,
): PlanNode {
  const condition = (key: string) => {
    const printed = textOf(node, key);
    return printed === null ? null : modernCondition(printed, names);
  };
  const index = textOf(node, 'Index Name');
  const indexEntry = index === null ? undefined : catalog.indexes.get(index);
  const loops = numberOf(node, 'Actual Loops') ?? 0;
  const details = detailsOf(condition);
  return {
    depth,
    nodeType: nodeTypeOf(node),
    relation: relationOf(node),
    index,
    indexColumns: [...(indexEntry?.columns ?? [])],
    indexCondition: condition('Index Cond'),
    filter: condition('Filter') ?? condition('One-Time Filter'),
    ...(details.length === 0 ? {} : { details }),
    subplan: textOf(node, 'Subplan Name')?.replace(/ \(returns .*\)$/, '') ?? null,
    estimatedRows: numberOf(node, 'Plan Rows') ?? 0,
    actualRows: numberOf(node, 'Actual Rows') ?? 0,
    loops,
    rowsRemovedByFilter: rowsRemoved(node) * loops,
    buffers:
      (numberOf(node, 'Shared Hit Blocks') ?? 0) + (numberOf(node, 'Shared Read Blocks') ?? 0),
    heapFetches: numberOf(node, 'Heap Fetches'),
    indexSearches: numberOf(node, 'Index Searches'),
    ...indexFacts(indexEntry),
    ...tableFacts(catalog.tables.get(textOf(node, 'Relation Name') ?? '')),
  };
}

function indexFacts(entry: IndexEntry | undefined) {
  if (entry === undefined) return {};
  return {
    indexPages: entry.pages,
    ...(entry.method === 'btree' ? {} : { indexMethod: entry.method }),
    ...(entry.parent === null ? {} : { parentIndex: entry.parent }),
  };
}

function tableFacts(entry: TableEntry | undefined) {
  if (entry === undefined) return {};
  return {
    ...(entry.rows === null ? {} : { tableRows: entry.rows }),
    ...(entry.parent === null ? {} : { parentTable: entry.parent }),
  };
}

function relationOf(node: ExplainNode): string | null {
  for (const key of ['Relation Name', 'CTE Name', 'Function Name']) {
    const name = textOf(node, key);
    if (name !== null) return name;
  }
  return null;
}

const detailKeys = [
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Recheck Cond',
  'Sort Key',
  'Presorted Key',
  'Group Key',
] as const;

/** What else the node compares, sorts or groups by, each as `Label: expression`. */
function detailsOf(condition: (key: string) => string | null): string[] {
  return detailKeys.flatMap((key) => {
    const text = condition(key);
    return text === null ? [] : [`${key}: ${text}`];
  });
}

function rowsRemoved(node: ExplainNode): number {
  return (
    (numberOf(node, 'Rows Removed by Filter') ?? 0) +
    (numberOf(node, 'Rows Removed by Join Filter') ?? 0) +
    (numberOf(node, 'Rows Removed by Index Recheck') ?? 0)
  );
}
