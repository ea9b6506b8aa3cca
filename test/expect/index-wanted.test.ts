import { describe, expect, test } from 'vitest';
import { isWanted, wantedIndex } from '../../bench/expect/index-wanted.js';
import { planNode } from '../plan/node.js';

describe('one word names an index, everything else lists leading columns', () => {
  test.each([
    ['invoices_latest', 'invoices_latest'],
    [' tenant_id ', 'tenant_id'],
    ['"Odd, name"', 'Odd, name'],
  ])('%s is a name', (uses, name) => {
    expect(wantedIndex(uses, 'docs')).toEqual({ kind: 'name', name });
  });

  test.each([
    ['(tenant_id)', ['tenant_id null']],
    ['tenant_id, created_at desc', ['tenant_id null', 'created_at desc']],
    ['(tenant_id, created_at DESC, id asc)', ['tenant_id null', 'created_at desc', 'id asc']],
    ['created_at desc', ['created_at desc']],
    ['lower(name), id', ['lowername null', 'id null']],
    ['(lower(name))', ['lowername null']],
    ['("id", "Odd, name" desc)', ['id null', '"Odd,name" desc']],
  ])('%s is a list', (uses, expected) => {
    const wanted = wantedIndex(uses, 'docs');
    const columns = wanted.kind === 'columns' ? wanted.columns : [];
    expect(columns.map(({ column, direction }) => `${column} ${direction}`)).toEqual(expected);
  });
});

const node = planNode({
  index: 'part_1_tenant_id_idx',
  parentIndex: 'part_tenant',
  indexColumns: ['tenant_id', 'created_at desc', 'include status'],
});

test.each([
  ['part_1_tenant_id_idx', true],
  ['part_tenant', true],
  ['part', false],
  ['(tenant_id)', true],
  ['("tenant_id")', true],
  ['("Tenant_id")', false],
  ['tenant_id, created_at', true],
  ['tenant_id, created_at desc', true],
  ['tenant_id asc, created_at desc', true],
  ['tenant_id, created_at asc', false],
  ['created_at desc, tenant_id', false],
  ['(created_at)', false],
  ['tenant_id, created_at, status', false],
  ['docs (tenant_id, created_at desc)', true],
  ['"docs" ("tenant_id")', true],
  ['lines (tenant_id, created_at desc)', false],
  ['docs (tenant_id, created_at asc)', false],
])('%s: %s', (uses, expected) => {
  expect(isWanted(wantedIndex(uses, 'docs'), node, 'docs')).toBe(expected);
});

test('a table before the parentheses is the index’s; a function is no table', () => {
  const tableOf = (uses: string) => {
    const wanted = wantedIndex(uses, 'docs');
    if (wanted.kind === 'name') throw new Error('no list');
    return [wanted.table, ...wanted.columns.map(({ written }) => written)];
  };
  expect(tableOf('lines (tenant_id, id desc)')).toEqual(['lines', 'tenant_id', 'id']);
  expect(tableOf('"Odd, name" (lower(name))')).toEqual(['Odd, name', 'lower(name)']);
  expect(tableOf('lower(name), id')).toEqual(['docs', 'lower(name)', 'id']);
  expect(tableOf('lower(name)')).toEqual(['docs', 'lower(name)']);
  expect(tableOf('lower (a), upper (b)')).toEqual(['docs', 'lower (a)', 'upper (b)']);
  expect(wantedIndex('lines', 'docs').kind).toBe('name');
});
