import { expect, test } from 'vitest';
import { withoutStandIn, withStandIn } from '../../bench/plan/stand-in.js';

test.each([
  [`current_setting('a'::text, true)`, `s.current_setting('a'::text, true)`],
  [`f(Current_Setting ('a'))`, `f(s.current_setting('a'))`],
  [`pg_catalog.current_setting('a')`, `s.current_setting('a')`],
  [
    `begin -- it's\n return current_setting('a'); end`,
    `begin -- it's\n return s.current_setting('a'); end`,
  ],
  [`e'it\\'s' || current_setting('a')`, `e'it\\'s' || s.current_setting('a')`],
])('the call in %s is the stand-in’s', (sql, expected) => {
  expect(withStandIn(sql, 's')).toBe(expected);
  expect(withoutStandIn(expected, 's')).toContain('current_setting(');
  expect(withoutStandIn(expected, 's')).not.toContain('s.current_setting(');
});

test.each([
  `app.current_setting('a')`,
  `my_current_setting('a')`,
  `'a string: current_setting(''a'')'`,
  `"current_setting("`,
  `/* current_setting('a') */ 1`,
  `1 -- current_setting('a')`,
])('%s is no call of it', (sql) => {
  expect(withStandIn(sql, 's')).toBe(sql);
});
