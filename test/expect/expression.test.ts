import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonical,
  comparedColumns,
  mentionsColumn,
  splitOutside,
  withoutParentheses,
} from '../../bench/expect/expression.js';

describe('comparedColumns', () => {
  test.each([
    ['(tenant_id = 7)', ['tenant_id equal']],
    [
      "((tenant_id = 'a'::uuid) AND (created_at >= '2024-01-01 AND'::date))",
      ['tenant_id equal', 'created_at range'],
    ],
    [
      '((tenant_id = $1) AND (ROW(created_at, id) < ROW($2, $3)))',
      ['tenant_id equal', 'created_at range', 'id range'],
    ],
    ["(tenant_id = ANY ('{1,2}'::integer[]))", ['tenant_id equal']],
    ['(tenant_id = (InitPlan 1).col1)', ['tenant_id equal']],
    ['(invoice_id = i.tenant_id)', ['invoice_id equal']],
    ['((created_at IS NOT NULL) AND (tenant_id = 1))', ['tenant_id equal']],
    ['(deleted_at IS NULL)', ['deleted_at equal']],
    ["((kind)::text = 'x'::text)", ['kind equal']],
    ["(lower((name)::text) = 'x) AND (id = 1'::text)", ['lowername::text equal']],
    ['("Tenant Id" = 1)', ['"TenantId" equal']],
    [
      "(to_tsvector('english'::regconfig, note) @@ '''a'''::tsquery)",
      ["to_tsvector'english'::regconfig,note range"],
    ],
  ])('%s', (condition, expected) => {
    expect(comparedColumns(condition).map(({ column, by }) => `${column} ${by}`)).toEqual(expected);
  });

  test('of no condition there are none', () => {
    expect(comparedColumns(null)).toEqual([]);
  });
});

describe('mentionsColumn', () => {
  test.each([
    '(tenant_id = 1)',
    '((kind = 2) OR (tenant_id = 1))',
    'Hash Cond: (invoices.tenant_id = members.tenant_id)',
    'is_member(tenant_id)',
    '((tenant_id)::text = $1)',
  ])('finds tenant_id in %s', (text) => expect(mentionsColumn(text, 'tenant_id')).toBe(true));

  test.each([
    "(name = 'tenant_id'::text)",
    '(old_tenant_id = 1)',
    '(tenant_id_2 = 1)',
    '(tenant_id.id = 1)',
    '(tenant_id(5) = 1)',
    '(a = (1)::tenant_id)',
    '("tenant_id " = 1)',
  ])('and not in %s', (text) => expect(mentionsColumn(text, 'tenant_id')).toBe(false));

  test('a name that needs quotes is found with them', () => {
    expect(mentionsColumn('("Tenant ""Id""" = 1)', 'Tenant "Id"')).toBe(true);
    expect(mentionsColumn('(i."Tenant" = 1)', 'Tenant')).toBe(true);
    expect(mentionsColumn('(Tenant = 1)', 'Tenant')).toBe(false);
  });
});

test('only parentheses around all of a text are taken off', () => {
  expect(withoutParentheses('((a = 1))')).toBe('a = 1');
  expect(withoutParentheses('(a = 1) AND (b = 2)')).toBe('(a = 1) AND (b = 2)');
  expect(withoutParentheses("(a = ')')")).toBe("a = ')'");
});

test('what is split and joined again is the text, and no part has the separator outside', () => {
  const token = fc.constantFrom('a', ' AND ', "'x AND (y'", '(b AND c)', '" AND "', ' ');
  fc.assert(
    fc.property(fc.array(token), (tokens) => {
      const parts = splitOutside(tokens.join(''), ' AND ');
      expect(parts.join(' AND ')).toBe(tokens.join(''));
      for (const part of parts) expect(splitOutside(part, ' AND ')).toEqual([part]);
    }),
  );
});

test('an index’s key and what a condition compares are equal texts', () => {
  expect(canonical('(kind)::text')).toBe(canonical('kind'));
  expect(canonical("(data ->> 'a'::text)")).toBe(canonical("data ->> 'a'::text"));
  expect(canonical('lower((name)::text)')).toBe(canonical('lower(name::text)'));
});
