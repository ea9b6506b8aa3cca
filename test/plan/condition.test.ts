import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conditionShape, modernCondition } from '../../bench/plan/condition.js';

describe('modernCondition', () => {
  const initPlanOf = new Map([
    [0, 'InitPlan 1'],
    [1, 'InitPlan 2'],
  ]);

  test('names the InitPlan behind a parameter, as Postgres 17 does', () => {
    const names = { initPlanOf, ownParameters: 0 };
    expect(modernCondition('(tenant_id = $0)', names)).toBe('(tenant_id = (InitPlan 1).col1)');
    expect(modernCondition('(a = $1)', names)).toBe('(a = (InitPlan 2).col1)');
  });

  test('leaves $1 of a generic plan alone: it may be the statement’s own parameter', () => {
    const names = { initPlanOf, ownParameters: 1 };
    expect(modernCondition('((a = $0) AND (b = $1))', names)).toBe(
      '((a = (InitPlan 1).col1) AND (b = $1))',
    );
  });

  test.each([
    ['(ANY (a = (hashed SubPlan 1).col1))', '(hashed SubPlan 1)'],
    ['(NOT (ANY (a = (hashed SubPlan 2).col1)))', '(NOT (hashed SubPlan 2))'],
    [
      '(ANY ((a = (hashed SubPlan 1).col1) AND (b = (hashed SubPlan 1).col2)))',
      '(hashed SubPlan 1)',
    ],
    ['EXISTS(SubPlan 1)', '(SubPlan 1)'],
    ["(a = ANY ('{1,2}'::integer[]))", "(a = ANY ('{1,2}'::integer[]))"],
  ])('writes %s as before Postgres 17', (printed, expected) => {
    expect(modernCondition(printed, { initPlanOf: new Map(), ownParameters: 0 })).toBe(expected);
  });
});

describe('conditionShape', () => {
  test.each([
    ["(tenant_id = 'a5e0'::uuid)", '(tenant_id = ?)'],
    ['(tenant_id = $1)', '(tenant_id = ?)'],
    ['(tenant_id = (InitPlan 1).col1)', '(tenant_id = ?)'],
    ['(user_id = 1)', '(user_id = ?)'],
    ['(amount > -12.5)', '(amount > ?)'],
    [
      "(created_at < ('2024-01-01'::timestamp(3) with time zone + '30 days'::interval))",
      '(created_at < (? + ?))',
    ],
    ["(name = 'it''s ::text'::character varying(20))", '(name = ?)'],
    ["((kind)::text = 'x'::text)", '((kind)::text = ?)'],
    ['(state = \'open\'::app."Invoice State")', '(state = ?)'],
    ["(a = ANY ('{1,2}'::integer[]))", '(a = ANY ?)'],
    ['(a = ($1)::bigint)', '(a = ?)'],
    ['(col2 = t1.col3)', '(col2 = t1.col3)'],
    [
      "(tenant_id = (NULLIF(current_setting('app.t'::text, true), ''::text))::uuid)",
      '(tenant_id = (NULLIF(current_setting(?, true), ?))::uuid)',
    ],
    ["((hashed SubPlan 1) OR (amount > '100'::numeric))", '((hashed SubPlan) OR (amount > ?))'],
  ])('%s', (condition, shape) => {
    expect(conditionShape(condition)).toBe(shape);
  });

  test('any text literal, number or parameter gives the same shape', () => {
    const value = fc.oneof(
      fc.string().map((text) => `'${text.replaceAll("'", "''")}'::text`),
      fc.integer().map(String),
      fc.nat(99).map((number) => `$${number}`),
    );
    fc.assert(
      fc.property(value, (printed) => {
        expect(conditionShape(`((a = ${printed}) AND (b < c))`)).toBe('((a = ?) AND (b < c))');
      }),
    );
  });
});
