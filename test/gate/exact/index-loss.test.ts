import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparisonOf } from '../../../bench/gate/exact/comparison.js';
import { indexLosses } from '../../../bench/gate/exact/index-loss.js';
import { buffers } from '../../../bench/gate/exact/rules/figures.js';
import { indexLost } from '../../../bench/gate/exact/rules/index-lost.js';
import { summarisePlan } from '../../../bench/plan/summarise.js';
import type { GateCatalog } from '../../../bench/result/gate-parts.js';
import type { PlanNode } from '../../../bench/result/parts.js';
import { CASES, type CaseName } from '../../expect/cases.js';
import { planOf, VERSIONS, type Version } from '../../expect/fixtures.js';
import { fixtureCatalog, fixtureQueries, planFixture } from '../../plan/fixtures.js';
import { planNode } from '../../plan/node.js';
import { catalogs, madeCatalog, madeInput, madePlan, plansOfSide, renamed } from './made-input.js';

/** Two real plans as if they were of one table. */
function lost(base: CaseName, head: CaseName, version: Version = 18): string[] {
  const tables = { walked: 't', by_id: 't', latest: 't', apart: 't', invoices: 't', ranges: 't' };
  const [before, after] = [planOf(base, version), planOf(head, version)];
  return indexLosses(renamed(before, tables), renamed(after, tables)).map(
    ({ kind, table }) => `${kind} ${table}`,
  );
}

describe.each(VERSIONS)('plans of Postgres %i', (version) => {
  test.each<[CaseName, CaseName, string[]]>([
    ['latest', 'scan', ['whole t']],
    ['latest, tiny', 'scan', ['whole t']],
    ['latest', 'walks by id', ['walk t']],
    ['latest', 'too many', ['walk t']],
    ['latest', 'far end', ['walk t']],
    ['latest', 'ranges, scattered', ['walk t']],
    ['latest', 'skips on 18', [version === 18 ? 'skip t' : 'walk t']],
    ['ranges, in order', 'scan', ['whole t']],
    ['sum', 'index scan', ['heap covered']],
    ['all partitions', 'one partition otherwise', ['whole parted']],
    ['many loops', 'latest', ['fewer t']],
    // Bitmaps, plain scans and their directions are alike: what is compared of the index counts.
    ['latest', 'latest, bitmap', []],
    ['latest, bitmap', 'latest', []],
    ['latest', 'sorts a little', []],
    // Fewer partitions, or more, read by the same index.
    ['all partitions', 'partitions', []],
    ['partitions', 'all partitions', []],
    // There was no index to lose, or more is found by it now.
    ['scan', 'latest', []],
    ['scan', 'too few', []],
    ['walks by id', 'scan', []],
    ['index scan', 'sum', []],
    ['heap fetches', 'heap fetches', []],
    ['members, hashed', 'members, joined', []],
    // That part of the plan was never run.
    ['never run', 'scan', []],
  ])('%s, then %s', (base, head, expected) => {
    expect(lost(base, head, version)).toEqual(expected);
  });

  test('a skip scan of 18 is lost where its table is scanned whole', () => {
    expect(lost('skips on 18', 'scan', version)).toEqual(version === 18 ? ['whole t'] : []);
  });
});

test('no plan has lost an index to itself, or to itself under other names', () => {
  for (const version of VERSIONS) {
    for (const name of Object.keys(CASES) as CaseName[]) {
      const plan = planOf(name, version);
      const other = madePlan(plan.nodes.map((node) => ({ ...node, index: node.index && 'other' })));
      expect(indexLosses(plan, other)).toEqual([]);
    }
  }
  for (const query of fixtureQueries) {
    const [custom, generic] = (['custom', 'generic'] as const).map((kind) =>
      summarisePlan(planFixture(query, kind, 18), fixtureCatalog),
    );
    expect(custom && generic && indexLosses(custom, generic)).toEqual([]);
  }
});

const scan = (over: Partial<PlanNode>) =>
  planNode({
    ...{ nodeType: 'Index Scan', relation: 'invoices', index: 'an_index', indexPages: 100 },
    ...{ indexColumns: ['tenant_id', 'status', 'created_at desc'], buffers: 4 },
    ...{ indexCondition: '(tenant_id = 7)', ...over },
  });
const whole = planNode({ nodeType: 'Seq Scan', relation: 'invoices', buffers: 900 });
const losses = (base: PlanNode[], head: PlanNode[]) =>
  indexLosses(madePlan(base), madePlan(head)).map(({ kind, baseColumns, headColumns }) =>
    [kind, baseColumns, headColumns].join(' '),
  );

describe('leading columns', () => {
  test.each([
    ['((tenant_id = 7) AND (status = 1) AND (created_at > 2))', 3],
    ['((tenant_id = 7) AND (status > 1) AND (created_at > 2))', 2],
    ['((tenant_id = 7) AND (created_at > 2))', 1],
    ['(tenant_id > 7)', 1],
  ])('%s is %i of them', (indexCondition, columns) => {
    const [loss] = indexLosses(madePlan([scan({ indexCondition })]), madePlan([whole]));
    expect(loss?.baseColumns).toBe(columns);
  });

  test('fewer of them are a loss, and as many of another index are none', () => {
    const two = scan({ indexCondition: '((tenant_id = 7) AND (status = 1))' });
    expect(losses([two], [scan({})])).toEqual(['fewer 2 1']);
    expect(losses([scan({})], [two])).toEqual([]);
    const other = scan({ index: 'other', indexColumns: ['tenant_id', 'due_on'] });
    expect(losses([scan({})], [other])).toEqual([]);
    const swapped = scan({ indexColumns: ['created_at desc', 'tenant_id'] });
    expect(losses([scan({})], [swapped])).toEqual(['walk 1 0']);
  });
});

test('a table that head reads once more, or no more at all, has lost none', () => {
  expect(losses([scan({})], [scan({}), whole])).toEqual([]);
  expect(losses([scan({})], [whole, scan({})])).toEqual([]);
  expect(losses([scan({})], [])).toEqual([]);
  expect(losses([scan({}), scan({})], [scan({}), whole])).toEqual(['whole 1 0']);
});

test('each table loses its own', () => {
  const lines = { relation: 'line_items', index: 'lines_idx' };
  const both = [scan({}), scan(lines)];
  expect(losses(both, [scan({}), { ...whole, relation: 'line_items' }])).toEqual(['whole 1 0']);
  expect(losses(both, [whole, { ...whole, relation: 'line_items' }])).toHaveLength(2);
});

test('a bitmap finds as many as the worse of an OR, or the better of an AND', () => {
  const bitmap = (type: string, ...sides: Partial<PlanNode>[]) => [
    planNode({ nodeType: 'Bitmap Heap Scan', relation: 'invoices', buffers: 9 }),
    planNode({ depth: 1, nodeType: type, buffers: 6 }),
    ...sides.map((side) =>
      scan({ depth: 2, nodeType: 'Bitmap Index Scan', relation: null, buffers: 3, ...side }),
    ),
  ];
  const byStatus = {
    index: 'by_status',
    indexColumns: ['kind', 'status'],
    indexCondition: '(status = 1)',
  };
  expect(losses([scan({})], bitmap('BitmapAnd', {}, byStatus))).toEqual([]);
  expect(losses([scan({})], bitmap('BitmapOr', {}, byStatus))).toEqual(['walk 1 0']);
});

test('in any order of scans the losses are the same', () => {
  const nodes = fc.shuffledSubarray([
    scan({}),
    scan({ indexCondition: '((tenant_id = 7) AND (status = 1))' }),
    scan({ heapFetches: 0 }),
    whole,
  ]);
  fc.assert(
    fc.property(nodes, nodes, (base, head) => {
      const told = losses(base, head);
      expect(losses([...base].reverse(), [...head].reverse())).toEqual(told);
      expect(losses(base, base)).toEqual([]);
    }),
  );
});

describe('an index that is gone while another serves', () => {
  const named = (name: string): GateCatalog['indexes'][number] => ({
    ...{
      table: 'invoices',
      name,
      columns: ['tenant_id'],
      predicate: null,
      unique: false,
      valid: true,
    },
  });
  const base = madeCatalog({ indexes: [named('an_index'), named('other')] });
  const head = madeCatalog({ indexes: [named('other')] });
  const other = scan({ index: 'other', indexColumns: ['tenant_id', 'due_on'], buffers: 900 });
  const of = (now: PlanNode, headCatalog = head) => {
    const plans = [
      ...plansOfSide('base:rls', madePlan([scan({})])),
      ...plansOfSide('head:rls', madePlan([now])),
    ];
    const comparison = comparisonOf(madeInput({ plans, ...catalogs(base, headCatalog) }));
    return [...indexLost(comparison), ...buffers(comparison)];
  };

  test('is named as the cause, where the other costs more', () => {
    expect(of(other).map(({ level, rule, message }) => `${level} ${rule}: ${message}`)).toEqual([
      'failure index-lost: Latest 20 invoices for the tiny tenant no longer finds its rows of invoices by an_index (tenant_id, status, created_at desc): invoices is read by other (tenant_id, due_on) since an_index is gone.',
      'failure buffers: Latest 20 invoices for the tiny tenant reads 900 buffers instead of 4: invoices is read by other (tenant_id, due_on) since an_index is gone.',
    ]);
  });

  test('and what to mend stands beside the scan of head', () => {
    expect(of(other)[0]?.head).toBe(
      'Index Scan on invoices using other (tenant_id, due_on) since an_index is gone',
    );
  });

  test('is nothing where the other costs no more, base’s is still there, or it has another name', () => {
    expect(of({ ...other, buffers: 4 })).toEqual([]);
    expect(of(other, base).map(({ rule }) => rule)).toEqual(['buffers']);
    expect(of(scan({ index: 'other', buffers: 900 })).map(({ rule }) => rule)).toEqual(['buffers']);
  });
});
