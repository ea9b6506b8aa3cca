import { describe, expect, test } from 'vitest';
import { judgeExpectations } from '../../bench/expect/judge.js';
import type { PlanSummary } from '../../bench/result/parts.js';
import type { Expectation } from '../../bench/scenario/scenario.js';
import { CASES, type CaseName, tableOfCase } from './cases.js';
import { capturedCases, planOf, VERSIONS, type Version } from './fixtures.js';

/** One of each rule, none of them about a version. */
const expectations: Expectation[] = [
  { uses: '(tenant_id)' },
  { indexOnly: true },
  { noSeqScan: { aboveRows: 1000 } },
  { noFilterOn: 'tenant_id' },
  { maxBuffers: 100 },
  { maxRowsRemoved: 100 },
  { maxHeapFetches: 10 },
  { maxFunctionCalls: 10 },
  { noSort: true },
  { estimateWithin: 10 },
];

const names = Object.keys(CASES) as CaseName[];

function statuses(name: CaseName, version: Version): string[] {
  return judgeExpectations({
    ...{ expectations, plan: planOf(name, version), table: tableOfCase(name), roundTrips: 1 },
    ...{ arm: 'rls', tenant: 'median', operation: 'latest', scenario: 'indexes' },
  }).map(({ rule, status }) => `${rule} ${status}`);
}

test('the fixtures are of four servers', () => {
  const majors = VERSIONS.map((version) => Number.parseInt(capturedCases(version).server, 10));
  expect(majors).toEqual([15, 16, 17, 18]);
});

describe('the same plan on four versions', () => {
  test.each(names)('%s: has the same fingerprint', (name) => {
    const fingerprints = VERSIONS.map((version) => planOf(name, version).fingerprint);
    expect(new Set(fingerprints).size).toBe(1);
  });

  test.each(names.filter((name) => name !== 'skips on 18'))('%s: is judged the same', (name) => {
    for (const version of VERSIONS) expect(statuses(name, version)).toEqual(statuses(name, 18));
  });
});

describe('the skip scan of Postgres 18', () => {
  const scan = ({ nodes }: PlanSummary) => nodes.find(({ index }) => index === 'kind_tenant_idx');
  const judge = (expectation: Expectation, version: Version) =>
    judgeExpectations({
      ...{ expectations: [expectation], plan: planOf('skips on 18', version) },
      ...{ table: 'walked', roundTrips: 1 },
      ...{ arm: 'rls', tenant: 'median', operation: 'latest', scenario: 'indexes' },
    })[0];

  test('is a plan of the same shape that reads a few pages of the index instead of all', () => {
    const pages = scan(planOf('skips on 18', 18))?.indexPages ?? 0;
    expect(pages).toBeGreaterThan(100);
    for (const version of [15, 16, 17] as const) {
      expect(scan(planOf('skips on 18', version))?.buffers).toBeGreaterThan(0.95 * pages);
    }
    expect(scan(planOf('skips on 18', 18))?.buffers).toBeLessThan(0.25 * pages);
  });

  test.each([
    { uses: 'kind_tenant_idx' },
    { noFilterOn: 'tenant_id' },
    { noSeqScan: { aboveRows: 1000 } },
  ])('is a use of it, where older versions walk over it: %o', (expectation) => {
    for (const version of [15, 16, 17] as const) {
      const { status, message } = judge(expectation, version) ?? {};
      expect(message).toMatch(
        /^reads all 1\d\d pages of kind_tenant_idx: tenant_id is not its leading column/,
      );
      expect(status).toBe('failed');
    }
    expect(judge(expectation, 18)?.status).toBe('passed');
  });

  test('is said to be one', () => {
    expect(judge({ uses: 'kind_tenant_idx' }, 18)?.actual).toBe(
      'skips through kind_tenant_idx (kind, tenant_id, id)',
    );
  });
});
