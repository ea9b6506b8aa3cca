import { describe, expect, test } from 'vitest';
import { comparesColumn } from '../../../../bench/gate/exact/catalog/tenant-columns.js';
import type { GateCatalog } from '../../../../bench/result/gate-parts.js';
import { planOf } from '../../../expect/fixtures.js';
import {
  catalogs,
  findingsOfPlans,
  foundInCatalogs as found,
  madeCatalog,
  renamed,
} from '../made-input.js';

const [policy] = madeCatalog().policies as [GateCatalog['policies'][number]];

describe('a policy', () => {
  test('that lets everything through fails, for the rows read or the rows written', () => {
    expect(found({}, { policies: [{ ...policy, using: 'true' }] })[0]).toMatch(
      /^failure isolation: Policy of_tenant of invoices lets every row through, USING \(true\); it was FOR ALL TO public USING \(tenant_id/,
    );
    expect(found({}, { policies: [{ ...policy, withCheck: 'true' }] })[0]).toContain(
      'lets every row through, WITH CHECK (true)',
    );
  });

  test('that did so before is no finding', () => {
    const open = { policies: [{ ...policy, using: 'true' }] };
    expect(found(open, open)).toEqual([]);
    // What checks new rows is USING, where nothing else is said.
    expect(found(open, { policies: [{ ...policy, using: 'true', withCheck: 'true' }] })).toEqual([
      'notice proof: Policy of_tenant of invoices is another: FOR ALL TO public USING true WITH CHECK true; it was FOR ALL TO public USING true.',
    ]);
  });

  test('that is another, new or gone is a notice', () => {
    expect(found({}, { policies: [{ ...policy, roles: ['app'] }] })[0]).toMatch(
      /^notice .* is another: /,
    );
    const command = 'SELECT' as const;
    const added = { ...policy, name: 'support', command, roles: ['support'] };
    expect(found({}, { policies: [policy, added] })).toEqual([
      'notice proof: Policy support of invoices is new: FOR SELECT TO support USING (tenant_id = current_tenant()); rows that any policy lets through are let through.',
    ]);
    expect(found({ policies: [policy, added] }, {})[0]).toMatch(/^notice .* is gone: FOR SELECT/);
  });
});

describe('a policy that lets everything through', () => {
  const open = { ...policy, name: 'open', using: 'true' };
  const added = (over: Partial<typeof policy>) =>
    found({}, { policies: [policy, { ...open, ...over }] });

  test.each(['ALL', 'SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const)('is new: %s', (command) => {
    const told = added(
      command === 'INSERT' ? { command, using: null, withCheck: 'true' } : { command },
    );
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^failure isolation: .* it is new: FOR [A-Z]+ TO public/);
  });

  test('has another name, or reaches more commands or roles', () => {
    expect(found({}, { policies: [open] })[0]).toMatch(/^failure isolation: Policy open /);
    const narrow = { ...open, command: 'SELECT' as const, roles: ['support'] };
    const base = { policies: [policy, narrow] };
    expect(found(base, { policies: [policy, { ...narrow, name: 'reads' }] })).toEqual([
      expect.stringMatching(/^notice .* reads of invoices is new/),
      expect.stringMatching(/^notice .* open of invoices is gone/),
    ]);
    for (const wider of [{ command: 'ALL' as const }, { roles: ['public'] }]) {
      expect(found(base, { policies: [policy, { ...narrow, ...wider }] })[0]).toMatch(/^failure/);
    }
  });

  test('is a notice under a restrictive one that keeps to the tenant', () => {
    const kept = { ...policy, name: 'kept', permissive: false };
    const levels = (restrictive: typeof policy) =>
      found({}, { policies: [open, restrictive] }).map((told) => told.split(' ')[0]);
    expect(levels(kept)).toEqual(['notice', 'notice', 'notice']);
    expect(levels({ ...kept, using: '(deleted_at IS NULL)' })[0]).toBe('failure');
  });
});

describe('a restrictive policy', () => {
  const strict = { ...policy, name: 'strict', permissive: false };
  const becomes = (is: Partial<typeof policy> | null) =>
    found(
      { policies: [policy, strict] },
      { policies: [policy, ...(is === null ? [] : [{ ...strict, ...is }])] },
    );

  test.each<[string, Partial<typeof policy> | null]>([
    ['is gone: AS RESTRICTIVE FOR ALL', null],
    ['is permissive now: FOR ALL TO public USING', { permissive: true }],
    ['no longer binds INSERT by public', { command: 'SELECT' }],
    ['no longer binds SELECT by public', { roles: ['app'] }],
    ['lets every row through, USING (true)', { using: 'true' }],
  ])('%s', (words, is) => {
    const [first, ...others] = becomes(is);
    expect(first).toContain('failure isolation: Restrictive policy strict of invoices');
    expect(first).toContain(words);
    expect(others).toEqual([]);
  });

  test('under another name, or with another condition, stands', () => {
    expect(becomes({ name: 'other' }).map((told) => told.split(' ')[0])).toEqual([
      ...['notice', 'notice'],
    ]);
    expect(becomes({ using: '(tenant_id IS NOT NULL)' })).toEqual([
      expect.stringMatching(
        /^notice proof: Policy strict .* USING \(tenant_id IS NOT NULL\); it was /,
      ),
    ]);
  });
});

test('a policy dropped without another is default deny', () => {
  expect(found({}, { policies: [] })).toEqual([
    'notice proof: Policy of_tenant of invoices is gone: FOR ALL TO public USING (tenant_id = current_tenant()); no other lets anything through, so nobody sees a row of invoices (default deny).',
  ]);
});

test('a policy of a table that no plan reads was proved by nothing', () => {
  const another = madeCatalog({ policies: [{ ...policy, using: '(tenant_id IS NOT NULL)' }] });
  const sides = catalogs(madeCatalog(), another);
  const told = (tableRead: string) => {
    const plan = renamed(planOf('latest', 18), { latest: tableRead });
    return findingsOfPlans(plan, plan, sides).map(({ message }) => message);
  };
  expect(told('customers')[0]).toMatch(/; no operation reads invoices, so nothing proved it\.$/);
  expect(told('invoices')[0]).toMatch(/; it was FOR ALL TO public .*current_tenant\(\)\)\.$/);
});

test.each([
  ['(tenant_id = (NULLIF(current_setting($$a$$::text, true), $$$$::text))::uuid)', true],
  ['(tenant_id = ( SELECT current_tenant() AS current_tenant))', true],
  ['((tenant_id)::text = current_setting($$a$$::text))', true],
  ['(current_tenant() = tenant_id)', true],
  ['(tenant_id = ANY (current_tenants()))', true],
  ["(tenant_id = '1'::text)", false],
  ["(tenant_id = ANY (ARRAY['a'::text]))", false],
  ['(tenant_id IS NOT NULL)', false],
  ['(other_tenant_id = current_tenant())', false],
  ['(m.tenant_id = current_tenant())', false],
])('a condition says whose a row is: %s: %s', (condition, expected) => {
  expect(comparesColumn(condition.replaceAll('$$', "'"), 'tenant_id')).toBe(expected);
});
