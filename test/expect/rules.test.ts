import { describe, expect, test } from 'vitest';
import { judgeExpectations } from '../../bench/expect/judge.js';
import { RULES } from '../../bench/expect/registry.js';
import type { RuleName } from '../../bench/expect/rule.js';
import type { ExpectationResult } from '../../bench/result/parts.js';
import type { Expectation } from '../../bench/scenario/scenario.js';
import { type CaseName, tableOfCase } from './cases.js';
import { planOf, VERSIONS, type Version } from './fixtures.js';

function judge(expectation: Expectation, name: CaseName, version: Version): ExpectationResult {
  const [result, ...others] = judgeExpectations({
    expectations: [expectation],
    plan: planOf(name, version),
    table: tableOfCase(name),
    roundTrips: 1,
    ...{ arm: 'rls', tenant: 'median', operation: 'latest', scenario: 'indexes' },
  });
  if (result === undefined || others.length > 0) throw new Error('expected one result');
  return result;
}

/** Holds; looks as if it did, and doesn't; plainly doesn't. What fails says why. */
const judged: [CaseName, Expectation, 'holds' | RegExp][] = [
  ['latest', { uses: 'latest_tenant' }, 'holds'],
  ['latest, bitmap', { uses: 'tenant_id, created_at DESC' }, 'holds'],
  ['latest', { uses: '(tenant_id)' }, 'holds'],
  ['partitions', { uses: 'parted_latest' }, 'holds'],
  ['all partitions', { uses: 'parted_latest' }, 'holds'],
  ['latest', { uses: 'tenant_id, created_at asc' }, /is not used: latest is read by Index Scan/],
  [
    'walks by id',
    { uses: 'id_tenant_idx' },
    /^reads all \d\d pages of id_tenant_idx: tenant_id is not its leading column$/,
  ],
  [
    'walks by id',
    { uses: '(tenant_id)' },
    /^reads all \d\d pages of id_tenant_idx: tenant_id is not its leading column$/,
  ],
  ['never run', { uses: 'latest_tenant' }, /in the plan, but that part of it was never executed/],
  [
    'all of it',
    { uses: 'covered_tenant' },
    /^reads 1\d\d of the 1\d\d pages of covered_tenant for 30 rows: its condition on tenant_id leaves/,
  ],
  [
    'one partition otherwise',
    { uses: 'parted_latest' },
    /^partition parted_2 is read by Seq Scan on parted_2$/,
  ],
  [
    'too many',
    { uses: 'apart_created' },
    /^reads all \d\d pages of apart_created: nothing is compared with its leading column created_at$/,
  ],
  [
    'ranges, scattered',
    { uses: 'ranges_tenant' },
    /^ranges_tenant leaves next to nothing out: 30,000 rows of ranges read for 92$/,
  ],
  ['ranges, in order', { uses: 'ranges_id' }, 'holds'],
  ['ranges, one row', { uses: 'ranges_id' }, 'holds'],
  [
    'by the lines',
    { uses: 'tenant_id, invoice_id' },
    /^tenant_id, invoice_id is not used: latest is read by Index Scan on latest using latest_pkey, .*; lines is read by such an index: write "lines \(tenant_id, invoice_id\)" if that is meant$/,
  ],
  ['by the lines', { uses: 'lines (tenant_id, invoice_id)' }, 'holds'],
  [
    'by the lines',
    { uses: 'latest (tenant_id, created_at)' },
    /^latest \(tenant_id, created_at\) is not used: latest is read/,
  ],
  ['partitions', { uses: 'parted (tenant_id, created_at desc)' }, 'holds'],
  ['all partitions', { uses: '(tenant_id)' }, 'holds'],
  ['scan', { uses: 'latest_tenant' }, /^latest_tenant is not used: invoices is read by Seq Scan/],

  ['sum', { indexOnly: true }, 'holds'],
  ['heap fetches', { indexOnly: true }, /^index-only by name alone: 51 heap fetches from updated/],
  ['index scan', { indexOnly: true }, /^reads covered itself: Index Scan on covered/],
  ['scan', { indexOnly: true }, /^reads invoices itself: Seq Scan/],

  ['latest', { noSeqScan: { aboveRows: 1000 } }, 'holds'],
  ['few rows', { noSeqScan: { aboveRows: 500 } }, 'holds'],
  ['few rows', { noSeqScan: { aboveRows: 499 } }, /^reads few from one end, a table of 500 rows/],
  [
    'walks by id',
    { noSeqScan: { aboveRows: 1000 } },
    /^reads all \d\d pages of id_tenant_idx: .*; no better than reading all 30,000 rows of by_id$/,
  ],
  [
    'too many',
    { noSeqScan: { aboveRows: 1000 } },
    /apart_created: .*; no better than reading all 30,000 rows/,
  ],
  [
    'scan',
    { noSeqScan: { aboveRows: 1000 } },
    /^reads invoices from one end, a table of 30,000 rows: 250 buffers, 29,908 rows removed$/,
  ],
  ['scan, whale', { noSeqScan: { aboveRows: 1000 } }, /^reads invoices from one end/],
  [
    'far end',
    { noSeqScan: { aboveRows: 1000 } },
    /^reads id_tenant_idx \(84 of its 84 pages\) from one end until there are rows enough: tenant_id is not its leading column; no better than reading all 30,000 rows of by_id$/,
  ],
  [
    'limit never reached',
    { noSeqScan: { aboveRows: 1000 } },
    /^reads id_city_idx \(117 of its 117 pages\) from one end .*; no better than reading all 30,000 rows/,
  ],
  ['sample', { noSeqScan: { aboveRows: 1000 } }, /^reads latest from one end, a table of 30,000/],
  [
    'ranges, scattered',
    { noSeqScan: { aboveRows: 1000 } },
    /^ranges_tenant leaves next to nothing out: 30,000 rows of ranges read for 92; no better than/,
  ],
  ['ranges, in order', { noSeqScan: { aboveRows: 1000 } }, 'holds'],
  ['ranges, one row', { noSeqScan: { aboveRows: 1000 } }, 'holds'],

  ['latest', { noFilterOn: 'tenant_id' }, 'holds'],
  ['latest, bitmap', { noFilterOn: 'tenant_id' }, 'holds'],
  ['many loops', { noFilterOn: 'tenant_id' }, 'holds'],
  ['all partitions', { noFilterOn: 'parted.tenant_id' }, 'holds'],
  [
    'walks by id',
    { noFilterOn: 'tenant_id' },
    /^reads all \d\d pages of id_tenant_idx: tenant_id is not its leading column$/,
  ],
  [
    'by key',
    { noFilterOn: 'tenant_id' },
    /^tenant_id is a filter on rows of latest already read: 1 row read, 0 rows removed$/,
  ],
  [
    'members, joined',
    { noFilterOn: 'tenant_id' },
    /^tenant_id is compared in Hash Semi Join with 30,000 rows of shared already read by Seq Scan/,
  ],
  ['members, joined', { noFilterOn: 'shared.tenant_id' }, /^tenant_id is compared in Hash Semi/],
  [
    'members, hashed',
    { noFilterOn: 'tenant_id' },
    /^rows of shared already read are filtered by a subquery, and tenant_id is no index condition/,
  ],
  ['members, exists', { noFilterOn: 'tenant_id' }, /^rows of shared_exists .* by a subquery/],
  ['too few', { noFilterOn: 'tenant_id' }, /^nothing that was executed compares tenant_id/],
  ['latest', { noFilterOn: 'other.tenant_id' }, /^nothing that was executed compares other/],
  [
    'scan',
    { noFilterOn: 'tenant_id' },
    /^tenant_id is a filter on rows of invoices already read: 30,000 rows read, 29,908 rows removed$/,
  ],

  [
    'ranges, scattered',
    { noFilterOn: 'tenant_id' },
    /^ranges_tenant leaves next to nothing out: 30,000 rows of ranges read for 92$/,
  ],
  ['ranges, in order', { noFilterOn: 'id' }, 'holds'],
  [
    'ranges, one row',
    { noFilterOn: 'id' },
    /^ranges_id finds ranges of pages, not rows: 480 rows of ranges read for 1$/,
  ],
  [
    'a range before it',
    { noFilterOn: 'tenant_id' },
    /^reads entries of ranges_region_tenant for every tenant_id: it comes after region, which is not/,
  ],
  [
    'filters a CTE',
    { noFilterOn: 'tenant_id' },
    /^tenant_id is compared in CTE Scan with 30,000 rows of invoices already read by Seq Scan on/,
  ],
  [
    'filters a CTE',
    { noFilterOn: 'invoices.tenant_id' },
    /^tenant_id is compared in CTE Scan with/,
  ],
  ['filters a CTE', { noFilterOn: 'lines.tenant_id' }, 'holds'],
  [
    'filters a subquery',
    { noFilterOn: 'invoices.tenant_id' },
    /^tenant_id is compared in Subquery Scan with 30,000 rows of invoices already read by Seq Scan/,
  ],
  [
    'filters a function',
    { noFilterOn: 'tenant_id' },
    /^tenant_id is a filter on what all_invoices returned: 30,000 rows read, 29,908 rows removed$/,
  ],

  ['latest', { maxBuffers: 22 }, 'holds'],
  ['latest', { maxBuffers: 21 }, /^touches 22 buffers, 22 of them in Index Scan on latest/],
  ['latest, bitmap', { maxBuffers: 40 }, /^touches 95 buffers, 92 of them in Bitmap Heap Scan/],
  ['many loops', { maxBuffers: 100 }, /^touches 309 buffers, 255 of them in Index Scan on lines/],
  ['scan', { maxBuffers: 40 }, /^touches 250 buffers, 250 of them in Seq Scan on invoices/],

  ['latest', { maxRowsRemoved: 0 }, 'holds'],
  ['many loops', { maxRowsRemoved: 25 }, 'holds'],
  [
    'many loops',
    { maxRowsRemoved: 10 },
    /^may throw away up to 25 rows: in 51 loops of Index Scan on lines .* Postgres rounds/,
  ],
  ['members, hashed', { maxRowsRemoved: 100 }, /^reads 29,086 rows only to throw them away/],
  [
    'scan',
    { maxRowsRemoved: 100 },
    /^reads 29,908 rows only to throw them away, 29,908 of them in/,
  ],

  ['sum', { maxHeapFetches: 0 }, 'holds'],
  ['heap fetches', { maxHeapFetches: 51 }, 'holds'],
  ['index scan', { maxHeapFetches: 10 }, /^fetches every row from covered itself: Index Scan on/],
  ['heap fetches', { maxHeapFetches: 10 }, /looks into the table for 51 rows/],
  ['scan', { maxHeapFetches: 10 }, /^fetches every row from invoices itself: Seq Scan/],

  ['latest', { maxFunctionCalls: 2 }, 'holds'],
  [
    'correlated lookup',
    { maxFunctionCalls: 5 },
    /^makes 4,000 function calls: current_setting 2,000 \(by a stand-in\), own_tenant 2,000$/,
  ],
  ['scan', { maxFunctionCalls: 5 }, /^makes 30,001 function calls/],
  ['by key', { maxFunctionCalls: 5 }, /^function calls were not counted: see the warnings/],

  ['latest', { noSort: true }, 'holds'],
  ['partitions', { noSort: true }, 'holds'],
  ['never run', { noSort: true }, 'holds'],
  [
    'sorts a little',
    { noSort: true },
    /^sorts 21 rows of Index Scan on latest .* by created_at DESC, id$/,
  ],
  ['scan', { noSort: true }, /^sorts 92 rows of Seq Scan on invoices by created_at DESC$/],

  ['latest, bitmap', { estimateWithin: 1 }, 'holds'],
  // 20 of 11,999 estimated rows: the LIMIT ended it.
  ['latest', { estimateWithin: 1 }, 'holds'],
  // 5 of 151: under a LIMIT too, which was not reached.
  [
    'too many',
    { estimateWithin: 10 },
    /^estimates 151 rows and gets 5: 30.2 times too many, at Index Scan Backward on apart/,
  ],
  ['too few', { estimateWithin: 10 }, /^estimates 12 rows and gets 600: 50 times too few, at Seq/],
];

describe.each(VERSIONS)('on Postgres %i', (version) => {
  test.each(judged)('%s: %o', (name, expectation, outcome) => {
    const { status, message, plan } = judge(expectation, name, version);
    if (outcome === 'holds') {
      expect({ status, message, plan }).toEqual({ status: 'passed', message, plan: '' });
    } else {
      expect(message).toMatch(outcome);
      expect(status).toBe('failed');
      expect(plan).toContain('Execution: ');
    }
  });
});

test('every rule has a plan that satisfies it, and at least two that do not', () => {
  const rulesOf = (wanted: (outcome: 'holds' | RegExp) => boolean) =>
    judged.flatMap(([, expectation, outcome]) =>
      wanted(outcome) ? (Object.keys(expectation) as RuleName[]) : [],
    );
  const satisfied = rulesOf((outcome) => outcome === 'holds');
  const failed = rulesOf((outcome) => outcome !== 'holds');
  for (const { name } of RULES.filter((rule) => rule.name !== 'maxRoundTrips')) {
    expect(satisfied).toContain(name);
    expect(failed.filter((each) => each === name).length).toBeGreaterThanOrEqual(2);
  }
});
