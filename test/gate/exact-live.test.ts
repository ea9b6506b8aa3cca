import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { specOf, TIMED_SPEC } from '../../bench/calibrate/spec.js';
import { countOpen } from '../../schemas/invoices/operations.js';
import { type LiveGate, openLiveGate } from './live-gate.js';

/**
 * Tier 1 on a real server. That every lie of `rlsbench calibrate` is caught by its rule is tested with
 * it; here is what is said of one, what only a catalog tells, and what is no regression.
 */

let gate: LiveGate;
beforeAll(async () => {
  gate = await openLiveGate(TIMED_SPEC);
}, 60_000);
afterAll(() => gate?.close());

const findings = (base: readonly string[], head: readonly string[], scenario = TIMED_SPEC) =>
  gate.findings({ sql: base, scenario }, { sql: head, scenario });

describe('a head that does harm', () => {
  test('dropped an index: the index first, then what that costs, of that operation alone', async () => {
    const found = await findings([], ['drop index invoices_tenant_status_idx']);
    const failures = found.filter(({ level }) => level === 'failure');
    expect(new Set(failures.map(({ operation }) => operation))).toEqual(new Set(['count-open']));
    expect([...new Set(failures.map(({ rule }) => rule))]).toEqual([
      ...['index-lost', 'buffers', 'rows-removed'],
    ]);
    expect(failures[0]?.message).toMatch(
      /^Count open invoices for the whale no longer finds its rows of invoices by invoices_tenant_status_idx \(tenant_id, status\): .* since invoices_tenant_status_idx is gone\.$/,
    );
    expect(failures[0]?.plans?.base).toContain('using invoices_tenant_status_idx');
    expect(failures[0]?.plans?.head).not.toContain('using invoices_tenant_status_idx');
  });

  test('expects no more what its plan breaks: it is said', async () => {
    const expecting = (maxBuffers: number) => specOf([{ ...countOpen, expect: [{ maxBuffers }] }]);
    const found = await gate.findings(
      { sql: [], scenario: expecting(1) },
      { sql: [], scenario: expecting(100_000) },
    );
    expect(new Set(found.map(({ level, rule }) => `${level} ${rule}`))).toEqual(
      new Set(['notice expectation']),
    );
    expect(found[0]?.message).toMatch(
      /^Head no longer expects maxBuffers 1 of count open invoices/i,
    );
  });

  test('lets any row be written: no row that is read and no plan tells', async () => {
    const found = await findings(
      [],
      ['alter policy customers_tenant on customers with check (true)'],
      specOf([countOpen]),
    );
    expect(found).toMatchObject([{ rule: 'isolation', level: 'failure', operation: null }]);
    expect(found[0]?.message).toMatch(
      /^Policy customers_tenant of customers lets every row through, WITH CHECK \(true\)/,
    );
  });
});

describe('a head that opens a table that no operation reads', () => {
  const KEPT = 'create policy kept on customers as restrictive using (tenant_id is not null)';
  const RLS = 'alter table payments enable row level security';

  test.each<[string, readonly string[], readonly string[], RegExp]>([
    [
      'by a policy beside the others',
      [],
      ['create policy anyone on customers for select using (true)'],
      /^Policy anyone of customers lets every row through, USING \(true\); it is new: /,
    ],
    [
      'by a restrictive policy dropped',
      [KEPT],
      [KEPT, 'drop policy kept on customers'],
      /^Restrictive policy kept of customers is gone: /,
    ],
    [
      'by a table without any',
      ['create table payments (tenant_id uuid, id int)', RLS],
      ['create table payments (tenant_id uuid, id int)'],
      /^Row-level security of payments is disabled, and was enabled\.$/,
    ],
    [
      'by a new table without any',
      [],
      ['create table payments (tenant_id uuid, id int)'],
      /^Table payments has tenant_id and no row-level security\.$/,
    ],
  ])('%s', async (_, base, head, message) => {
    const found = await findings(base, head, specOf([countOpen]));
    expect(found).toMatchObject([{ rule: 'isolation', level: 'failure', operation: null }]);
    expect(found[0]?.message).toMatch(message);
  });
});

describe('a head that does none', () => {
  test('named an index anew, added an index and a column, and analyzed', async () => {
    const found = await findings(
      [],
      [
        'alter index invoices_tenant_created_idx rename to invoices_latest',
        'create index on customers (city)',
        'alter table invoices add column paid_on date',
        'analyze',
      ],
    );
    expect(found).toEqual([]);
  });

  test('backfilled a column, or wrote a table anew: no page is fetched that base does not fetch', async () => {
    const scenario = specOf([countOpen]);
    const backfilled = [
      'alter table invoices add column touched int',
      'update invoices set touched = 0 where invoice_id % 50 = 0',
    ];
    const rewritten = ['alter table invoices add column ext uuid default gen_random_uuid()'];
    for (const head of [backfilled, rewritten]) {
      const found = await findings([], head, scenario);
      expect(found.filter(({ level }) => level === 'failure')).toEqual([]);
    }
  });

  test('has a partial index in the place of a whole one: it serves as well', async () => {
    const partial = [
      'drop index invoices_tenant_status_idx',
      `create index open_idx on invoices (tenant_id) where status = 'open'`,
      'vacuum (analyze) invoices',
    ];
    const found = await findings(['vacuum (analyze) invoices'], partial, specOf([countOpen]));
    expect(new Set(found.map(({ level, rule }) => `${level} ${rule}`))).toEqual(
      new Set(['notice index-lost', 'notice plan-changed']),
    );
  });

  test('brought the index back that base had lost', async () => {
    const found = await findings(
      ['drop index invoices_tenant_status_idx'],
      [],
      specOf([countOpen]),
    );
    expect(new Set(found.map(({ level }) => level))).toEqual(new Set(['better']));
  });
});
