import { describe, expect, test } from 'vitest';
import { indexAccess, seeksColumn } from '../../bench/expect/index-access.js';
import { judgeExpectations } from '../../bench/expect/judge.js';
import type { PlanNode } from '../../bench/result/parts.js';
import { planNode } from '../plan/node.js';
import { planOf } from './fixtures.js';

const scan = (
  indexColumns: string[],
  indexCondition: string | null,
  over: Partial<PlanNode> = {},
) =>
  planNode({
    ...{ nodeType: 'Bitmap Index Scan', index: 'an_index', indexPages: 100, buffers: 10 },
    ...{ indexColumns, indexCondition, ...over },
  });

const planWith = (nodes: PlanNode[]) => ({ ...planOf('latest', 18), nodes });
const accessOf = (node: PlanNode) => indexAccess(planWith([node]), node);

describe('indexAccess', () => {
  const columns = ['kind', 'tenant_id desc', 'include amount'];

  test('seeks by the leading column, however it is compared', () => {
    expect(accessOf(scan(columns, '(kind = 1)'))).toBe('seek');
    expect(accessOf(scan(columns, '((tenant_id = 7) AND (kind > 1))'))).toBe('seek');
    expect(accessOf(scan(columns, '(ROW(kind, tenant_id) > ROW(1, 2))'))).toBe('seek');
  });

  test('walks without it, or with a condition that leaves out nulls alone', () => {
    expect(accessOf(scan(columns, '(tenant_id = 7)'))).toBe('walk');
    expect(accessOf(scan(columns, '(kind IS NOT NULL)'))).toBe('walk');
    expect(accessOf(scan(columns, null))).toBe('walk');
    expect(accessOf(scan(columns, '(amount = 7)'))).toBe('walk');
  });

  test('skips where it searches more than once a loop and reads less than half of it', () => {
    const skip = (over: Partial<PlanNode>) => accessOf(scan(columns, '(tenant_id = 7)', over));
    expect(skip({ indexSearches: 6 })).toBe('skip');
    expect(skip({ indexSearches: 6, loops: 6 })).toBe('walk');
    expect(skip({ indexSearches: 6, buffers: 90 })).toBe('walk');
    // 90 rows may each have cost a page of the table.
    const ofTable = { nodeType: 'Index Scan', buffers: 110, actualRows: 90, indexSearches: 6 };
    expect(skip(ofTable)).toBe('skip');
  });

  test('any column of a GIN index finds its rows', () => {
    const gin = scan(['tags', 'tenant_id'], '(tenant_id = 7)', { indexMethod: 'gin' });
    expect(accessOf(gin)).toBe('seek');
    expect(seeksColumn(planWith([gin]), gin, 'tenant_id')).toBe(true);
    const expression = scan(['lower((name)::text)'], "(lower((name)::text) = 'a'::text)");
    expect(accessOf(expression)).toBe('seek');
  });
});

test('a column is sought behind keys that are compared for equality', () => {
  const columns = ['a', 'b', 'tenant_id'];
  const seeks = (condition: string, over: Partial<PlanNode> = {}) => {
    const node = scan(columns, condition, over);
    return seeksColumn(planWith([node]), node, 'tenant_id');
  };
  expect(seeks('((a = 1) AND (b = ANY ($1)) AND (tenant_id = 7))')).toBe(true);
  expect(seeks('((a = 1) AND (b IS NULL) AND (tenant_id > 7))')).toBe(true);
  expect(seeks('((a = 1) AND (b > 2) AND (tenant_id = 7))')).toBe(false);
  expect(seeks('((a = 1) AND (tenant_id = 7))')).toBe(false);
  expect(seeks('(a = 1)')).toBe(false);
  // Skipped over: what is not compared, but no range, however often 18 searches in it.
  const often = { indexSearches: 6 };
  expect(seeks('((a = 1) AND (tenant_id = 7))', often)).toBe(true);
  expect(seeks('(tenant_id = 7)', often)).toBe(true);
  expect(seeks('((a > 1) AND (tenant_id = 7))', often)).toBe(false);
  expect(seeks('((b > 1) AND (tenant_id = 7))', often)).toBe(false);
});

describe('noFilterOn', () => {
  const judge = (nodes: PlanNode[]) =>
    judgeExpectations({
      ...{ expectations: [{ noFilterOn: 'tenant_id' }], plan: planWith(nodes) },
      ...{ arm: '', tenant: 'tiny', operation: '', scenario: '', table: 'docs', roundTrips: 1 },
    })[0];
  const bitmaps = (nodeType: string, first: string, second: string) => [
    planNode({
      ...{
        nodeType: 'Bitmap Heap Scan',
        relation: 'docs',
        filter: '((tenant_id = 7) OR (id = 3))',
      },
      rowsRemovedByFilter: 4,
    }),
    planNode({ depth: 1, nodeType }),
    scan(['tenant_id'], first, { depth: 2 }),
    scan(['tenant_id'], second, { depth: 2 }),
  ];

  test('holds where both sides of an OR, or one of an AND, seek the column', () => {
    const [seeks, other] = ['(tenant_id = 7)', '(tenant_id IS NOT NULL)'];
    expect(judge(bitmaps('BitmapOr', seeks, seeks))?.status).toBe('passed');
    expect(judge(bitmaps('BitmapOr', seeks, other))?.message).toMatch(/^tenant_id is a filter on/);
    expect(judge(bitmaps('BitmapAnd', seeks, other))?.status).toBe('passed');
  });

  test('fails where the column comes after one with a range', () => {
    const condition = "((created_at > '2024-01-01'::date) AND (tenant_id = 7))";
    const nodes = [
      scan(['created_at', 'tenant_id'], condition, { nodeType: 'Index Scan', relation: 'docs' }),
    ];
    expect(judge(nodes)).toMatchObject({
      status: 'failed',
      message:
        'reads entries of an_index for every tenant_id: it comes after created_at, which is not compared for equality',
    });
  });
});
