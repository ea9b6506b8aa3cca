import { describe, expect, test } from 'vitest';
import { exactFindings } from '../../../bench/gate/exact/findings.js';
import type { GateCatalog } from '../../../bench/result/gate-parts.js';
import { planOf } from '../../expect/fixtures.js';
import {
  catalogs,
  findingsOfPlans,
  foundInCatalogs as found,
  madeCatalog,
  madeInput,
  renamed,
} from './made-input.js';

const [table] = madeCatalog().tables as [GateCatalog['tables'][number]];
const [policy] = madeCatalog().policies as [GateCatalog['policies'][number]];
const [helper] = madeCatalog().functions as [GateCatalog['functions'][number]];
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
    const other = { ...table, name: 'other', rowSecurity: false, columns: ['id'] };
    expect(found({}, { tables: [table, other] })).toEqual([]);
    expect(found({ tables: [table, other] }, {})).toEqual([]);
  });
});

describe('a new table of tenants’ rows', () => {
  const payments = { ...table, name: 'payments', columns: ['id', 'tenant_id'] };
  const withTable = (over: Partial<typeof table>, more: Partial<GateCatalog> = {}) =>
    found({}, { tables: [table, { ...payments, ...over }], ...more });

  test('fails without row security, whether the table or its column is new', () => {
    const told = ['failure isolation: Table payments has tenant_id and no row-level security.'];
    const open = { ...payments, rowSecurity: false };
    expect(withTable({ rowSecurity: false })).toEqual(told);
    expect(found({ tables: [{ ...open, columns: ['id'] }] }, { tables: [open] })).toEqual(told);
    expect(found({ tables: [open] }, { tables: [open] })).toEqual([]);
    expect(withTable({ rowSecurity: false, isPartition: true })[0]).toMatch(
      /^notice proof: Table payments .* as a partition/,
    );
  });

  test('is a notice where it is not forced, and nothing where it is', () => {
    expect(withTable({ forced: false })).toEqual([
      'notice proof: Row-level security of payments, which has tenant_id, is not forced (FORCE ROW LEVEL SECURITY): its owner escapes its policies (app here).',
    ]);
    expect(withTable({})).toEqual([]);
  });

  test('fails under a policy that is true; a table of nobody’s may have one', () => {
    const open = { policies: [policy, { ...policy, table: 'payments', using: 'true' }] };
    expect(withTable({}, open)).toHaveLength(1);
    expect(withTable({}, open)[0]).toMatch(/^failure isolation: Policy of_tenant of payments lets/);
    expect(withTable({ columns: ['code'] }, open)).toEqual([]);
  });

  test('has the column that base’s policies compare, which no column of a state is', () => {
    const using = `((org = current_org()) AND (status = 'open'::text))`;
    const base = {
      tables: [{ ...table, columns: ['org', 'status'] }],
      policies: [{ ...policy, using }],
    };
    const withColumn = (column: string) => {
      const added = { ...payments, rowSecurity: false, columns: [column] };
      return found(base, { ...base, tables: [...base.tables, added] });
    };
    expect(withColumn('org')).toHaveLength(1);
    expect(withColumn('status')).toEqual([]);
  });
});

test('a function that reads as its owner is a notice, when it is new or another', () => {
  const definer = { ...helper, name: 'all_of()', securityDefiner: true };
  const functions = [definer];
  expect(found({ functions }, { functions })).toEqual([]);
  expect(found({}, { functions })[0]).toMatch(
    /^notice proof: Function all_of\(\) is new and SECURITY DEFINER: /,
  );
  const changed = { functions: [{ ...definer, definition: 'another' }] };
  expect(found({ functions }, changed)[0]).toMatch(/and another than it was: /);
});

test('a view that reads past policies is a notice, and fails where everybody may read it', () => {
  const view = { name: 'totals', owner: 'app', materialized: false, toPublic: false };
  const views = [{ ...view, tables: ['invoices'] }];
  expect(found({ views }, { views })).toEqual([]);
  expect(found({}, { views })).toEqual([
    'notice proof: View totals reads without security_invoker the rows of invoices that its owner sees (app here), whom their policies do not bind.',
  ]);
  const shared = { views: [{ ...view, toPublic: true, tables: ['invoices'] }] };
  expect(found({ views }, shared)[0]).toMatch(/^failure isolation: .* PUBLIC may read it\.$/);
});

describe('an index that is gone', () => {
  const plain = { table: 'invoices', predicate: null, unique: false, valid: true };
  const ours = { ...plain, name: 'by_status', columns: ['tenant_id', 'status'] };
  type Index = GateCatalog['indexes'][number];
  const becomes = (was: Partial<Index>, ...is: Partial<Index>[]) =>
    found(
      { indexes: [{ ...ours, ...was }] },
      { indexes: is.map((each) => ({ ...ours, ...was, ...each })) },
    );

  test('is a notice, but where another serves as well', () => {
    expect(becomes({})).toEqual([
      'notice index-lost: Index by_status of invoices (tenant_id, status) is gone.',
    ]);
    expect(becomes({}, { name: 'another', columns: ['tenant_id', 'status', 'due_on'] })).toEqual(
      [],
    );
    expect(becomes({}, { columns: ['status', 'tenant_id'] })).toHaveLength(1);
    expect(becomes({}, { predicate: '(status = 1)' })).toHaveLength(1);
  });

  test('and was unique says so, unless another is unique in the same columns', () => {
    const unique = { unique: true };
    expect(becomes(unique, { unique: false })).toEqual([
      'notice index-lost: Unique index by_status of invoices (tenant_id, status) is gone: rows that repeat these are let in.',
    ]);
    expect(becomes(unique, { name: 'another' })).toEqual([]);
    expect(becomes(unique, { columns: ['tenant_id', 'status', 'due_on'] })).toHaveLength(1);
  });
});

test('a helper that became volatile is a notice; what it costs is for the plans to say', () => {
  const volatile = { functions: [{ ...helper, volatility: 'VOLATILE' as const }] };
  expect(found({}, volatile)).toEqual([
    'notice calls: Function current_tenant() is VOLATILE, and was STABLE: a condition that calls it bare finds rows by no index, and calls it for each row.',
  ]);
  expect(found(volatile, {})).toEqual([]);
});

describe('why an index is used no more', () => {
  const index = { table: 'latest', predicate: null, unique: false, valid: true };
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
        functions: [{ ...helper, volatility: 'VOLATILE' }],
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
