import { describe, expect, test } from 'vitest';
import { exactFindings } from '../../../bench/gate/exact/findings.js';
import type { GateCatalog } from '../../../bench/result/gate-parts.js';
import { planOf } from '../../expect/fixtures.js';
import { catalogs, findingsOfPlans, madeCatalog, madeInput, renamed } from './made-input.js';

const [table] = madeCatalog().tables as [GateCatalog['tables'][number]];
const [policy] = madeCatalog().policies as [GateCatalog['policies'][number]];
const found = (base: Partial<GateCatalog>, head: Partial<GateCatalog>) =>
  exactFindings(madeInput(catalogs(madeCatalog(base), madeCatalog(head)))).map(
    ({ rule, level, message }) => `${level} ${rule}: ${message}`,
  );

test('nothing is found in catalogs that are alike, or where nobody read them', () => {
  expect(found({}, {})).toEqual([]);
  expect(exactFindings(madeInput())).toEqual([]);
  expect(
    exactFindings(madeInput({ catalogs: [{ side: 'head', catalog: madeCatalog() }] })),
  ).toEqual([]);
});

describe('row security', () => {
  test('that is no longer forced leaves the owner free', () => {
    expect(found({}, { tables: [{ ...table, forced: false }] })).toEqual([
      'failure isolation: Row-level security of invoices is no longer forced (FORCE ROW LEVEL SECURITY): its owner escapes its policies (app here).',
    ]);
    const bySuperuser = { ...table, owner: 'postgres', ownerEscapes: true, forced: false };
    expect(found({}, { tables: [bySuperuser] })[0]).toContain(
      '(postgres here, a role that no policy binds anyway)',
    );
  });

  test('that was never forced is no finding; forced now it is better', () => {
    const unforced = { tables: [{ ...table, forced: false }] };
    expect(found(unforced, unforced)).toEqual([]);
    expect(found(unforced, {})[0]).toMatch(/^better isolation: .* is forced now/);
  });

  test('that is off is told as that alone', () => {
    expect(found({}, { tables: [{ ...table, rowSecurity: false, forced: false }] })).toEqual([
      'failure isolation: Row-level security of invoices is disabled, and was enabled.',
    ]);
  });

  test('of a table that one side alone has is nobody’s change', () => {
    const other = { ...table, name: 'other', rowSecurity: false };
    expect(found({}, { tables: [table, other] })).toEqual([]);
    expect(found({ tables: [table, other] }, {})).toEqual([]);
  });
});

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

test('a helper that became volatile is a notice; what it costs is for the plans to say', () => {
  const helper = { name: 'current_tenant()', securityDefiner: false };
  const volatile = { functions: [{ ...helper, volatility: 'VOLATILE' as const }] };
  expect(found({}, volatile)).toEqual([
    'notice calls: Function current_tenant() is VOLATILE, and was STABLE: a condition that calls it bare finds rows by no index, and calls it for each row.',
  ]);
  expect(found(volatile, {})).toEqual([]);
});

describe('why an index is used no more', () => {
  const index = { table: 'latest', predicate: null, valid: true };
  const ours = { ...index, name: 'latest_tenant', columns: ['tenant_id', 'created_at desc'] };
  const has = (indexes: GateCatalog['indexes'], over: Partial<GateCatalog> = {}) =>
    madeCatalog({ indexes, ...over });
  const why = (head: GateCatalog) => {
    const scan = renamed(planOf('scan', 18), { invoices: 'latest' });
    const over = catalogs(has([ours]), head);
    const [finding] = findingsOfPlans(planOf('latest', 18), scan, over);
    return finding?.message.replace(/^.*: latest is scanned whole/, '');
  };

  test.each<[string, GateCatalog, string]>([
    ['gone', has([]), ' since latest_tenant is gone.'],
    [
      'swapped',
      has([{ ...ours, columns: ['created_at desc', 'tenant_id'] }]),
      ' since latest_tenant has the columns (created_at desc, tenant_id) instead of (tenant_id, created_at desc).',
    ],
    ['invalid', has([{ ...ours, valid: false }]), ' since latest_tenant is invalid.'],
    [
      'partial',
      has([{ ...ours, predicate: '(kind = 1)' }]),
      ' since latest_tenant holds only rows with (kind = 1).',
    ],
    ['there', has([ours]), ', though latest_tenant is still there.'],
    [
      'there, with a volatile helper',
      has([ours], {
        functions: [{ name: 'current_tenant()', volatility: 'VOLATILE', securityDefiner: false }],
      }),
      ', though latest_tenant is still there: current_tenant() is VOLATILE now.',
    ],
    [
      'there, under another policy',
      has([ours], { policies: [policy, { ...policy, table: 'latest' }] }),
      ', though latest_tenant is still there: the policies of latest are others.',
    ],
  ])('%s', (_, head, expected) => expect(why(head)).toBe(expected));
});
