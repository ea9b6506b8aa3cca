import { expect, test } from 'vitest';
import { cellsOf, operationsFor } from '../../bench/run/cells.js';
import { PROFILES, type ProfileName } from '../../bench/run/profiles.js';
import { unmeasured } from '../../bench/run/unmeasured.js';
import type { Scenario } from '../../bench/scenario/scenario.js';
import policies from '../../scenarios/policies.js';
import prepared from '../../scenarios/prepared.js';
import whereVsRls from '../../scenarios/where-vs-rls.js';

/** What a run in the profile says of a scenario: where, and what to use instead. */
function said(scenario: Scenario, name: ProfileName): string[] {
  const profile = PROFILES[name];
  const operations = operationsFor(scenario, profile.cells);
  const cells = cellsOf(scenario, profile.cells, 2);
  return unmeasured({ ...scenario, operations }, cells, profile).map(
    ({ operation, tenant, reason }) => `${operation} ${tenant}: ${reason.replace(/.*: /, '')}`,
  );
}

test('in start, quick will do for the tenants that it loads, standard for the others', () => {
  expect(said(policies, 'start')).toEqual([
    'sum-lines median: use quick',
    'sum-lines tiny: use quick',
  ]);
  const tenants = { tellingTenants: ['whale'], timedTenants: ['whale', 'tiny'] } as const;
  expect(said({ ...policies, ...tenants }, 'start')).toEqual([
    'sum-lines median: use standard',
    'sum-lines tiny: use quick',
  ]);
});

test('in quick, standard for the operations and tenants that it does not time', () => {
  expect(said(policies, 'quick')).toEqual(['next-page null: use standard']);
  for (const each of said(prepared, 'quick')) expect(each).toMatch(/: use standard$/);
});

test('nothing is left to say where everything is put under load', () => {
  expect(said(whereVsRls, 'quick')).toEqual([]);
  expect(said(policies, 'standard')).toEqual([]);
});

test('it is meant so, and no trouble', () => {
  const profile = PROFILES.start;
  const operations = operationsFor(policies, profile.cells);
  const cells = cellsOf(policies, profile.cells, 2);
  const left = unmeasured({ ...policies, operations }, cells, profile);
  expect(left.map(({ byDesign }) => byDesign)).toEqual([true, true]);
});
