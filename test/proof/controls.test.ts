import { afterAll, beforeAll, expect, test } from 'vitest';
import { armForms } from '../../bench/proof/arm-form.js';
import { connectionRunner } from '../../bench/proof/arm-runner.js';
import { proveControls } from '../../bench/proof/controls.js';
import { withClient } from '../../bench/target/connect.js';
import type { ArmRoles } from '../../bench/target/target.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { arms, createSmallScenario, operations, scenario, tenants } from './small-scenario.js';

let base: TestDatabase;
let clone: TestDatabase;
let roles: ArmRoles;
beforeAll(async () => {
  base = await openTestDatabase();
  roles = await createSmallScenario(base);
  clone = await openTestDatabase(base.admin.database);
});
afterAll(async () => {
  await clone.close();
  await base.close();
});

/** Breaks isolation in the clone while the checks look at `database`. */
const controlsSeenIn = (database: TestDatabase) =>
  withClient(clone.admin, async (owner) => {
    const inDatabase = { database: database.admin.database };
    const runner = connectionRunner({
      ...roles,
      rls: { ...roles.rls, ...inDatabase },
      where: { ...roles.where, ...inDatabase },
    });
    try {
      return await proveControls({
        scenario: scenario.name,
        owner,
        schema: 'public',
        runner,
        forms: armForms(arms),
        tenants,
        tables: ['invoices', 'lines'],
        work: operations
          .filter(({ draw }) => draw === undefined)
          .flatMap((operation) => tenants.map((tenant) => ({ operation, tenant, sets: [[]] }))),
      });
    } finally {
      await runner.close();
    }
  });

test('a check that cannot see the broken isolation is a failed control', async () => {
  const results = await controlsSeenIn(base);
  expect(results.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
  expect(results[0]?.detail).toContain(
    'the foreign-row check still passed for arm rls, tenant whale, table invoices',
  );
  expect(results[2]?.detail).toContain(
    'the equal-work check did not see rows differ for arm rls, tenant tiny (saw: equal)',
  );
});

test('checks that see it fail as they must', async () => {
  const results = await controlsSeenIn(clone);
  expect(results.map(({ status }) => status)).toEqual(['passed', 'passed', 'passed']);
});
