import { describe, expect, test } from 'vitest';
import type { PlanNode } from '../../bench/result/parts.js';
import { complaint, madePlan } from './made-plan.js';

type Node = Partial<PlanNode>;

const TABLE = { relation: 'invoices', tableRows: 10_000 } as const;
const seqScan = (over: Node = {}): Node => ({ nodeType: 'Seq Scan', ...TABLE, ...over });
const indexScan = (indexCondition: string | null, over: Node = {}): Node => ({
  ...{ nodeType: 'Index Scan', ...TABLE, index: 'an_index', indexPages: 100 },
  ...{ indexColumns: ['tenant_id', 'created_at'], indexCondition, ...over },
});
const reached: Node = { nodeType: 'Limit', actualRows: 20, estimatedRows: 20 };
const below = (over: Node): Node => ({ depth: 1, ...over });

describe('noSeqScan', () => {
  const above = (aboveRows: number, ...nodes: Node[]) =>
    complaint({ noSeqScan: { aboveRows } }, madePlan(nodes));
  const partition = (relation: string) =>
    below(seqScan({ relation, parentTable: 'invoices', tableRows: 600 }));

  test('partitions that are scanned count together, each once', () => {
    const append = { nodeType: 'Append' };
    const both = [append, partition('invoices_0'), partition('invoices_1')];
    expect(above(1_199, ...both)).toMatch(/^reads invoices from one end, a table of 1,200 rows/);
    expect(above(1_200, ...both)).toBe('');
    expect(above(1_000, append, partition('invoices_0'), partition('invoices_0'))).toBe('');
  });

  test('a parallel scan is one, a branch that never ran is none', () => {
    expect(above(1_000, seqScan({ nodeType: 'Parallel Seq Scan' }))).toMatch(/^reads invoices/);
    expect(above(1_000, seqScan({ loops: 0 }))).toBe('');
  });

  test('a short walk under a LIMIT is none; one over half of the table is', () => {
    const walk = (actualRows: number, rowsRemovedByFilter: number) =>
      indexScan(null, { actualRows, rowsRemovedByFilter, buffers: 10 });
    expect(above(1_000, reached, below(walk(20, 0)))).toBe('');
    expect(above(1_000, reached, below(walk(20, 4_979)))).toBe('');
    expect(above(1_000, reached, below(walk(20, 4_980)))).toMatch(/^reads an_index/);
    expect(above(1_000, walk(20, 0))).toMatch(/^reads all 100 pages of an_index/);
  });

  test('a table nobody counted fails, and says so', () => {
    expect(above(1_000, seqScan({ tableRows: undefined }))).toMatch(/^nobody has counted the rows/);
  });
});

test("maxBuffers leaves planning's out", () => {
  const plan = madePlan([seqScan({ buffers: 10 })], { planningBuffers: 500 });
  expect(complaint({ maxBuffers: 10 }, plan)).toBe('');
  expect(complaint({ maxBuffers: 9 }, plan)).toMatch(/^touches 10 buffers/);
});

describe('uses', () => {
  const used = (...nodes: Node[]) => complaint({ uses: 'an_index' }, madePlan(nodes));
  /** A range that read so many pages of so large an index, for so many rows. */
  const range = (pages: number, indexPages: number, actualRows: number) =>
    indexScan('(tenant_id > 0)', { indexPages, actualRows, buffers: pages + actualRows });

  test('a range over nearly all of the index is no use, but for half of the rows it is', () => {
    expect(used(range(100, 100, 4_999))).toMatch(
      /^reads 100 of the 100 pages of an_index for 4,999/,
    );
    expect(used(range(100, 100, 5_000))).toBe('');
    expect(used(range(90, 100, 30))).toMatch(/leaves next to nothing out$/);
    expect(used(range(89, 100, 30))).toBe('');
    expect(used(indexScan('(tenant_id = 7)', { buffers: 130, actualRows: 30 }))).toBe('');
  });

  test('of an index of few pages any use reads nearly all', () => {
    expect(used(range(9, 9, 30))).toBe('');
    expect(used(range(10, 10, 30))).toMatch(/^reads 10 of the 10 pages/);
  });

  test('an empty partition may be read in any way, one with pages may not', () => {
    const of = (relation: string) => below({ relation, parentTable: 'invoices' });
    const [append, read] = [{ nodeType: 'Append' }, indexScan('(tenant_id = 7)')];
    const other = (over: Node) =>
      used(
        append,
        { ...read, ...of('invoices_0'), parentIndex: 'an_index', index: 'an_index_0' },
        seqScan({ ...of('invoices_1'), ...over }),
      );
    expect(other({ buffers: 0 })).toBe('');
    expect(other({ buffers: 1 })).toBe('partition invoices_1 is read by Seq Scan on invoices_1');
    expect(other({ buffers: 1, loops: 0 })).toBe('');
    expect(other({ buffers: 1, relation: 'members', parentTable: undefined })).toBe('');
  });
});

describe('estimateWithin', () => {
  const within = (...nodes: Node[]) => complaint({ estimateWithin: 10 }, madePlan(nodes));

  test('too few is wrong under a LIMIT too, too many is not', () => {
    const [few, many] = [
      below(seqScan({ estimatedRows: 10, actualRows: 200 })),
      below(seqScan({ estimatedRows: 200, actualRows: 10 })),
    ];
    expect(within(reached, few)).toMatch(/^estimates 10 rows and gets 200: 20 times too few/);
    expect(within(reached, many)).toBe('');
    expect(within(many)).toMatch(/20 times too many/);
  });

  test('a plan that reads no table, or only where it never ran, has no estimate', () => {
    expect(within({ nodeType: 'Result', estimatedRows: 100 })).toBe('the plan reads no table');
    expect(within(seqScan({ loops: 0 }))).toBe('the plan reads no table');
  });
});

describe('noFilterOn', () => {
  const filtered = (column: string, ...nodes: Node[]) =>
    complaint({ noFilterOn: column }, madePlan(nodes));
  const sought = (over: Node = {}) => below(indexScan('(tenant_id = 7)', over));

  test("a partition is its parent's, by that name and by its own", () => {
    const of = { relation: 'invoices_0', parentTable: 'invoices', filter: '(tenant_id = 7)' };
    const wrong = /^tenant_id is a filter on rows of invoices_0 already read/;
    expect(filtered('invoices.tenant_id', seqScan(of))).toMatch(wrong);
    expect(filtered('invoices_0.tenant_id', seqScan(of))).toMatch(wrong);
    expect(filtered('lines.tenant_id', seqScan(of))).toMatch(/^nothing that was executed compares/);
  });

  test.each([
    ['Hash Join', 'Hash Cond'],
    ['Merge Join', 'Merge Cond'],
    ['Nested Loop', 'Join Filter'],
  ])('%s: its %s may compare rows that were sought, and none that were not', (nodeType, label) => {
    const join = { nodeType, details: [`${label}: (i.tenant_id = m.tenant_id)`] };
    const [members, lines] = [{ relation: 'members' }, { relation: 'lines' }];
    const seeks = sought(members);
    expect(filtered('tenant_id', join, sought(), seeks)).toBe('');
    expect(filtered('tenant_id', join, below(seqScan({ actualRows: 900 })), seeks)).toBe(
      `tenant_id is compared in ${nodeType} with 900 rows of invoices already read by Seq Scan on invoices`,
    );
    // Asked of one table, the rows of another do not matter.
    const other = below(seqScan({ ...lines, actualRows: 900 }));
    expect(filtered('invoices.tenant_id', join, sought(), other)).toBe('');
    expect(filtered('lines.tenant_id', join, sought(), other)).toMatch(/900 rows of lines already/);
  });
});

test('maxRowsRemoved: a Join Filter in loops is rounded, half a row each', () => {
  const removed = (most: number, over: Node) =>
    complaint({ maxRowsRemoved: most }, madePlan([{ nodeType: 'Nested Loop', ...over }]));
  const joined = { details: ['Join Filter: (a.amount > b.amount)'] };
  expect(removed(49, { ...joined, loops: 100 })).toMatch(/^may throw away up to 50 rows: in 100/);
  expect(removed(50, { ...joined, loops: 100 })).toBe('');
  expect(removed(0, { ...joined, loops: 1 })).toBe('');
  expect(removed(0, { details: ['Hash Cond: (a.id = b.id)'], loops: 100 })).toBe('');
  expect(removed(6, { ...joined, rowsRemovedByFilter: 7 })).toMatch(/^reads 7 rows only to throw/);
});
