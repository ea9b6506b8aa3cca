import { expect, test } from 'vitest';
import { nodeTypeOf } from '../../bench/plan/node-type.js';

/** As EXPLAIN's text format names them: explain.c, ExplainNode. */
test.each<[string, Record<string, unknown>]>([
  ['Seq Scan', { 'Node Type': 'Seq Scan', 'Parallel Aware': false }],
  ['Parallel Seq Scan', { 'Node Type': 'Seq Scan', 'Parallel Aware': true }],
  [
    'Parallel Index Scan Backward',
    { 'Node Type': 'Index Scan', 'Parallel Aware': true, 'Scan Direction': 'Backward' },
  ],
  ['Index Only Scan', { 'Node Type': 'Index Only Scan', 'Scan Direction': 'Forward' }],
  ['Aggregate', { 'Node Type': 'Aggregate', Strategy: 'Plain', 'Partial Mode': 'Simple' }],
  ['HashAggregate', { 'Node Type': 'Aggregate', Strategy: 'Hashed', 'Partial Mode': 'Simple' }],
  ['GroupAggregate', { 'Node Type': 'Aggregate', Strategy: 'Sorted' }],
  ['MixedAggregate', { 'Node Type': 'Aggregate', Strategy: 'Mixed' }],
  [
    'Partial HashAggregate',
    { 'Node Type': 'Aggregate', Strategy: 'Hashed', 'Partial Mode': 'Partial' },
  ],
  [
    'Finalize GroupAggregate',
    { 'Node Type': 'Aggregate', Strategy: 'Sorted', 'Partial Mode': 'Finalize' },
  ],
  ['HashSetOp', { 'Node Type': 'SetOp', Strategy: 'Hashed', Command: 'Except' }],
  ['SetOp', { 'Node Type': 'SetOp', Strategy: 'Sorted', Command: 'Except' }],
  ['Update', { 'Node Type': 'ModifyTable', Operation: 'Update' }],
  ['Hash Join', { 'Node Type': 'Hash Join', 'Join Type': 'Inner' }],
  [
    'Parallel Hash Left Join',
    { 'Node Type': 'Hash Join', 'Join Type': 'Left', 'Parallel Aware': true },
  ],
  ['Nested Loop Anti Join', { 'Node Type': 'Nested Loop', 'Join Type': 'Anti' }],
  ['Nested Loop', { 'Node Type': 'Nested Loop', 'Join Type': 'Inner' }],
])('%s', (name, node) => {
  expect(nodeTypeOf(node as Parameters<typeof nodeTypeOf>[0])).toBe(name);
});
