import { expect, test } from 'vitest';
import { madeWrapRisk } from './made-policy-scenarios.js';
import { madeAnswer } from './made-view.js';

/** As made, with the SQL that makes the siblings of the level that is safe. */
const safeLevelOf = (indexes: string, sql: string) => ({
  ...madeWrapRisk,
  arms: madeWrapRisk.arms.map((arm) =>
    arm.name.endsWith('-1') ? { ...arm, indexes, title: `${arm.policy}, ${indexes}` } : arm,
  ),
  setup: (sibling: string) => (sibling.endsWith('-1') ? [sql] : undefined),
});

test.each([
  ['composite', 'create index on invoices (tenant_id, created_at desc)'],
  ['both', 'CREATE UNIQUE INDEX CONCURRENTLY one ON public.invoices USING btree (tenant_id, id)'],
  ['of two', "create index i on invoices (tenant_id, (coalesce(note, 'a, b')))"],
])('“%s” is a composite index: %s', (level, sql) => {
  const said = madeAnswer(safeLevelOf(level, sql));
  expect(said).toContain('needs a composite index for “Latest 20 invoices”');
});

test.each([
  ['separate too', 'create index on invoices (tenant_id)'],
  ['an expression', "create index i on invoices ((coalesce(note, 'a, b')))"],
  ['more rows', 'create index i on invoices (tenant_id) include (created_at, amount)'],
  ['some', 'create index i on invoices (tenant_id) where status in (1, 2)'],
])('“%s” is none: %s', (level, sql) => {
  const said = madeAnswer(safeLevelOf(level, sql));
  expect(said).not.toContain('composite');
  expect(said).toMatch(
    new RegExp(`needs other indexes \\(“${level}”.*\\) for “Latest 20 invoices”`),
  );
});
