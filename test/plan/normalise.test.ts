import { expect, test } from 'vitest';
import { planFingerprint } from '../../bench/plan/fingerprint.js';
import { planNodes } from '../../bench/plan/normalise.js';
import { summarisePlan } from '../../bench/plan/summarise.js';
import type { PlanNode } from '../../bench/result/parts.js';

const EMPTY = { indexes: new Map(), tables: new Map() };

/** One node of EXPLAIN (FORMAT JSON), as normalised. */
function nodeOf(explained: Record<string, unknown>): PlanNode {
  const [node] = planNodes({ 'Node Type': 'Seq Scan', 'Actual Loops': 1, ...explained }, EMPTY, 0);
  if (node === undefined) throw new Error('no node');
  return node;
}

test('buffers are the shared blocks hit and read, and no others', () => {
  const blocks = {
    ...{ 'Shared Hit Blocks': 3, 'Shared Read Blocks': 4, 'Shared Dirtied Blocks': 16 },
    ...{ 'Shared Written Blocks': 32, 'Local Hit Blocks': 64, 'Temp Read Blocks': 128 },
  };
  expect(nodeOf(blocks).buffers).toBe(7);
  expect(nodeOf({ 'Shared Read Blocks': 4 }).buffers).toBe(4);
  const statement = { Plan: { 'Node Type': 'Result', ...blocks }, ...times };
  expect(summarisePlan({ ...captured, explain: [statement] }, EMPTY).buffers).toBe(7);
});

test.each([
  ['Rows Removed by Filter', { 'Rows Removed by Filter': 5 }, 5],
  ['Rows Removed by Join Filter', { 'Rows Removed by Join Filter': 6 }, 6],
  ['Rows Removed by Index Recheck', { 'Rows Removed by Index Recheck': 7 }, 7],
  [
    'all of them',
    {
      ...{ 'Rows Removed by Filter': 5, 'Rows Removed by Join Filter': 6 },
      'Rows Removed by Index Recheck': 7,
    },
    18,
  ],
])('%s counts as rows removed, over all loops', (_, removed, total) => {
  expect(nodeOf(removed).rowsRemovedByFilter).toBe(total);
  expect(nodeOf({ ...removed, 'Actual Loops': 3 }).rowsRemovedByFilter).toBe(3 * total);
});

test.each([
  ['Hash Cond', '(a.id = b.id)'],
  ['Merge Cond', '(a.id = b.id)'],
  ['Join Filter', '(a.amount > b.amount)'],
  ['Recheck Cond', '(tenant_id = 7)'],
  ['Sort Key', ['created_at DESC', 'id']],
  ['Presorted Key', ['created_at']],
  ['Group Key', ['status']],
])('%s is kept, and is part of the fingerprint', (key, value) => {
  const node = nodeOf({ [key]: value });
  expect(node.details).toEqual([`${key}: ${[value].flat().join(', ')}`]);
  expect(planFingerprint([node])).not.toBe(planFingerprint([nodeOf({})]));
});

test('a One-Time Filter is a filter; a CTE and a function are what is read', () => {
  expect(nodeOf({ 'One-Time Filter': 'false' }).filter).toBe('false');
  expect(nodeOf({ 'CTE Name': 'own' }).relation).toBe('own');
  expect(nodeOf({ 'Function Name': 'unnest' }).relation).toBe('unnest');
});

const times = { 'Planning Time': 1, 'Execution Time': 1 };
const captured = { parameterCount: 0, genericPlans: 0, customPlans: 2 };

test('what was written is told, but not where a page is in the WAL whole', () => {
  const wal = (fullPageImages?: number) => {
    const written = { 'WAL Records': 9, 'WAL Bytes': 700, 'WAL FPI': fullPageImages };
    const explain = [{ Plan: { 'Node Type': 'ModifyTable', ...written }, ...times }];
    return summarisePlan({ ...captured, explain: JSON.parse(JSON.stringify(explain)) }, EMPTY).wal;
  };
  expect(wal(0)).toEqual({ records: 9, bytes: 700, fullPageImages: 0 });
  // Postgres leaves what is zero out of some formats.
  expect(wal(undefined)).toEqual({ records: 9, bytes: 700, fullPageImages: 0 });
  expect(wal(1)).toBeUndefined();
  const read = summarisePlan(
    { ...captured, explain: [{ Plan: { 'Node Type': 'Result' }, ...times }] },
    EMPTY,
  );
  expect(read).not.toHaveProperty('wal');
});
