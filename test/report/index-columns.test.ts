import { expect, test } from 'vitest';
import { indexColumns } from '../../bench/report/scenario/index-columns.js';

test.each([
  ['create index on invoices (tenant_id)', ['tenant_id']],
  ['create index i on only t (a, b desc) where c in (1, 2)', ['a', 'b desc']],
  ['CREATE UNIQUE INDEX CONCURRENTLY i ON s.t USING btree (a,b) INCLUDE (c, d)', ['a', 'b']],
  ["create index on t (f(a, 'x, (y'), b)", ["f(a, 'x, (y')", 'b']],
  ['create index "on (a, b)" on t ("c, d")', ['"c, d"']],
  ['create table t (a int, b int)', []],
  ['drop index i', []],
])('%s', (sql, columns) => {
  expect(indexColumns(sql)).toEqual(columns);
});
