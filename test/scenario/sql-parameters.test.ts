import { expect, test } from 'vitest';
import { parametersIn } from '../../bench/scenario/sql-parameters.js';

test.each<[string, number[]]>([
  ['select 1', []],
  ['select $2::int, $1, $2', [1, 2]],
  ['select $10', [10]],
  [`select '$1', 'it''s $2', $3`, [3]],
  [String.raw`select e'\'$1', '\', $2`, [2]],
  ['select "$1", a$1, b.c$2, $3', [3]],
  ['select $1 -- not $2\n, $3', [1, 3]],
  ['select /* $1\n $2 */ $3', [3]],
  ['select $$ $1 $$, $f$ $2 $$ $f$, $3', [3]],
  ['select type, e, $1', [1]],
])('%s', (sql, numbers) => expect(parametersIn(sql)).toEqual(numbers));
