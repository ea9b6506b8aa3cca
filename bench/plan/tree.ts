import type { PlanNode, PlanSummary } from '../result/parts.js';
import { planKind } from './kind.js';

/**
 * The plan as an indented text tree in the manner of EXPLAIN's text format, but with each index's
 * columns, one line a fact, and only the facts that say something.
 *
 * @param marked nodes whose first line begins with `>> `; where there are any, the others are moved
 *   to the right by as much
 */
export function planTree(
  plan: Omit<PlanSummary, 'tree'>,
  marked: readonly PlanNode[] = [],
): string {
  const lines = [
    ...plan.nodes.flatMap((node) => {
      const [title, ...facts] = nodeLines(node);
      return [{ text: title, isMarked: marked.includes(node) }, ...facts.map(unmarked)];
    }),
    ...footer(plan).map(unmarked),
  ];
  if (marked.length === 0) return lines.map(({ text }) => text).join('\n');
  return lines.map(({ text, isMarked }) => `${isMarked ? '>> ' : '   '}${text}`).join('\n');
}

function unmarked(text: string): { text: string; isMarked: boolean } {
  return { text, isMarked: false };
}

function footer(plan: Omit<PlanSummary, 'tree'>): string[] {
  return [
    `Plan: ${planKind(plan)} (${plan.customPlans} custom, ${plan.genericPlans} generic before it)`,
    `Execution: ${count(plan.buffers, 'buffer')}, ${milliseconds(plan.executionMs)}`,
    `Planning: ${count(plan.planningBuffers, 'buffer')}, ${milliseconds(plan.planningMs)}`,
    ...(plan.wal
      ? [`WAL: ${count(plan.wal.records, 'record')}, ${count(plan.wal.bytes, 'byte')}`]
      : []),
    ...(plan.calls ?? []).map(
      ({ function: name, calls, standIn }) =>
        `Function ${name}: ${count(calls, 'call')}${standIn ? ', counted with a stand-in' : ''}`,
    ),
  ];
}

/** One node's lines: its title with rows and buffers, then one indented line a fact. */
export function nodeLines(node: PlanNode): string[] {
  const arrow = node.depth === 0 ? '' : `${' '.repeat(3 * node.depth - 1)}-> `;
  const title = `${arrow}${nodeTitle(node)}  (${nodeCounts(node)})`;
  const factIndent = ' '.repeat(arrow.length + 2);
  return [title, ...nodeFacts(node).map((fact) => `${factIndent}${fact}`)];
}

/** For example `InitPlan 1: Index Scan Backward on invoices using invoices_latest (tenant_id, created_at)`. */
export function nodeTitle(node: PlanNode): string {
  const columns = node.indexColumns.length > 0 ? ` (${node.indexColumns.join(', ')})` : '';
  return [
    node.subplan === null ? '' : `${node.subplan}: `,
    node.nodeType,
    node.relation === null ? '' : ` on ${node.relation}`,
    node.index === null ? '' : ` using ${node.index}${columns}`,
  ].join('');
}

function nodeCounts(node: PlanNode): string {
  if (node.loops === 0) return 'never executed';
  const loops = node.loops === 1 ? '' : ` x ${node.loops} loops`;
  return `${count(node.actualRows, 'row')}${loops}, ${number(node.estimatedRows)} estimated, ${count(node.buffers, 'buffer')}`;
}

/** What a node compares and discards, one text a fact, without indentation. */
export function nodeFacts(node: PlanNode): string[] {
  const facts: string[] = [];
  if (node.indexCondition !== null) facts.push(`Index condition: ${node.indexCondition}`);
  facts.push(...(node.details ?? []));
  if (node.filter !== null) facts.push(`Filter: ${node.filter}`);
  if (node.rowsRemovedByFilter > 0) {
    facts.push(`Removed by filter: ${count(node.rowsRemovedByFilter, 'row')}`);
  }
  if (node.heapFetches !== null) facts.push(`Heap fetches: ${number(node.heapFetches)}`);
  if (node.indexSearches !== null && node.indexSearches > 1) {
    facts.push(`Index searches: ${number(node.indexSearches)}`);
  }
  return facts;
}

/** For example "1 row" and "2,400 rows". */
export function count(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** With thousands separated, at most two decimals. */
export function number(value: number): string {
  return twoDecimals.format(value);
}

function milliseconds(value: number): string {
  return `${threeDecimals.format(value)} ms`;
}

// Made once: a format made for every number took a second of a check.
const twoDecimals = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const threeDecimals = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
