import { type ExplainNode, textOf } from './explain.js';

const aggregates: Readonly<Record<string, string>> = {
  Hashed: 'HashAggregate',
  Sorted: 'GroupAggregate',
  Mixed: 'MixedAggregate',
};

/**
 * The node's type as EXPLAIN's text format names it: the JSON format spreads it over several keys,
 * and "Index Scan Backward", "GroupAggregate" or "Hash Semi Join" tell plans apart that "Index
 * Scan", "Aggregate" and "Hash Join" don't.
 */
export function nodeTypeOf(node: ExplainNode): string {
  const type = node['Node Type'];
  return [parallelOf(node), partialOf(node), nameOf(node, type)].filter(Boolean).join(' ');
}

function nameOf(node: ExplainNode, type: string): string {
  const strategy = textOf(node, 'Strategy') ?? '';
  if (type === 'Aggregate') return aggregates[strategy] ?? type;
  if (type === 'SetOp') return strategy === 'Hashed' ? 'HashSetOp' : type;
  if (type === 'ModifyTable') return textOf(node, 'Operation') ?? type;
  const direction = textOf(node, 'Scan Direction') === 'Backward' ? ' Backward' : '';
  if (direction) return `${type}${direction}`;
  const join = textOf(node, 'Join Type');
  if (!join || join === 'Inner') return type;
  return type === 'Nested Loop' ? `${type} ${join} Join` : type.replace(/ Join$/, ` ${join} Join`);
}

function parallelOf(node: ExplainNode): string {
  return node['Parallel Aware'] === true ? 'Parallel' : '';
}

function partialOf(node: ExplainNode): string {
  const mode = textOf(node, 'Partial Mode');
  return mode === 'Partial' ? 'Partial' : mode === 'Finalize' ? 'Finalize' : '';
}
