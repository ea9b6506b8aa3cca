import { expect, inject, test } from 'vitest';
import { judgeExpectations } from '../../bench/expect/judge.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase } from '../support/test-database.js';
import { captureCases } from './capture-cases.js';
import { CASES, type CaseName, tableOfCase } from './cases.js';
import { capturedCases, summaryOf, VERSIONS } from './fixtures.js';

const expectations = [
  { uses: '(tenant_id)', indexOnly: true, noSeqScan: { aboveRows: 1000 }, noSort: true },
  { noFilterOn: 'tenant_id', maxHeapFetches: 10, maxRowsRemoved: 100, estimateWithin: 10 },
] as const;

test('the fixtures are what this server does today (else: capture-fixtures.ts)', async () => {
  const major = await withClient(inject('admin'), async (client) => {
    const { rows } = await client.query(`select current_setting('server_version')`);
    return Number.parseInt(rows[0].current_setting, 10);
  });
  const version = VERSIONS.find((each) => each === major);
  if (version === undefined) throw new Error(`No fixtures of Postgres ${major}`);
  const database = await openTestDatabase();
  try {
    const now = await captureCases(database.admin);
    const then = capturedCases(version);
    for (const name of Object.keys(CASES) as CaseName[]) {
      const [plan, fixture] = [summaryOf(now, name), summaryOf(then, name)];
      const told = { roundTrips: 1, arm: '', operation: '', scenario: '', tenant: 'tiny' } as const;
      const judged = (each: typeof plan) =>
        judgeExpectations({ ...told, table: tableOfCase(name), expectations, plan: each });
      const { fingerprint, calls, rowsRemovedByFilter } = fixture;
      expect({ name, ...plan }).toMatchObject({ name, fingerprint, rowsRemovedByFilter });
      expect(plan.calls).toEqual(calls);
      expect(judged(plan).map(({ message }) => message)).toEqual(
        judged(fixture).map(({ message }) => message),
      );
    }
  } finally {
    await database.close();
  }
});
