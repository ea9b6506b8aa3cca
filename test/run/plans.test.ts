import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArmForm } from '../../bench/proof/arm-form.js';
import type { PlanRecord } from '../../bench/result/journal.js';
import { capturePlans } from '../../bench/run/plans.js';
import type { Arm, Operation, TenantName } from '../../bench/scenario/scenario.js';
import { connectionOf } from '../../bench/target/arm-connection.js';
import { connect } from '../../bench/target/connect.js';
import type { ArmRoles } from '../../bench/target/target.js';
import { createSmallScenario, scenario, tenants } from '../proof/small-scenario.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

/** Asks a setting for each row of the tenant, `times` times. */
function asking(name: string, times: number): Operation {
  const each = (text: string) => `current_setting('server_version') <> amount::text || '${text}'`;
  const conditions = Array.from({ length: times }, (_, i) => each(`of ${i}`)).join(' and ');
  return {
    ...{ name, title: name, tables: ['invoices'] },
    where: `select count(*) from invoices where tenant_id = $1 and id > $2 and ${conditions}`,
    rls: `select count(*) from invoices where id > $1 and ${conditions}`,
  };
}

const arm = (name: string, isolation: Arm['isolation']): Arm => ({
  ...{ name, title: name, isolation, context: 'set-config', client: 'wire' },
  planCacheMode: 'force_custom_plan',
});

const arms = [arm('where', 'where'), arm('where-again', 'where'), arm('rls', 'rls')];
const operations = [asking('once', 1), asking('twice', 2)];

let database: TestDatabase;
let roles: ArmRoles;
let plans: PlanRecord[];
const told: string[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
  roles = await createSmallScenario(database);
  plans = await captured();
});
afterAll(() => database.close());

async function captured(): Promise<PlanRecord[]> {
  const clients: Client[] = [];
  const clientOf = async (form: ArmForm) => {
    const client = await connect(connectionOf(roles, form));
    clients.push(client);
    return client;
  };
  const found: PlanRecord[] = [];
  try {
    await capturePlans(
      {
        ...{ scenario: { ...scenario, operations, arms, countCalls: true }, operations, tenants },
        ...{ roles, clientOf, schema: 'public', signal: new AbortController().signal },
        parameters: operations.flatMap(({ name }) =>
          tenants.map((tenant) => ({ operation: name, tenant: tenant.name, sets: [['0']] })),
        ),
        onUncounted: (_, why) => told.push(why),
        ownerOf: () => database.admin,
      },
      (plan) => found.push(plan),
    );
  } finally {
    for (const client of clients) await client.end();
  }
  return found;
}

function callsOf(armName: string, operation: string, tenant: TenantName): number {
  const plan = plans.find(
    (each) => each.arm === armName && each.operation === operation && each.tenant === tenant,
  );
  if (plan?.summary.calls === undefined) throw new Error(`No calls of ${armName} on ${operation}`);
  return plan.summary.calls.reduce((sum, { calls }) => sum + calls, 0);
}

test('a plan for each arm, operation and tenant, in the order of the scenario, with its calls', () => {
  expect(told).toEqual([]);
  const places = arms.flatMap(({ name }) =>
    operations.flatMap((operation) =>
      tenants.map((tenant) => `${name} ${operation.name} ${tenant.name}`),
    ),
  );
  expect(plans.map((plan) => `${plan.arm} ${plan.operation} ${plan.tenant}`)).toEqual(places);
  for (const { summary } of plans) expect(summary.calls).toBeDefined();
});

test('the calls are those of the tenant, of the operation and of the arm', () => {
  // What they call while planning is the same for each.
  for (const name of ['where', 'rls']) {
    expect(callsOf(name, 'once', 'whale') - callsOf(name, 'once', 'tiny')).toBe(900 - 3);
    expect(callsOf(name, 'once', 'median') - callsOf(name, 'once', 'tiny')).toBe(90 - 3);
    expect(callsOf(name, 'twice', 'whale') - callsOf(name, 'twice', 'tiny')).toBe(2 * (900 - 3));
  }
  expect(callsOf('rls', 'once', 'tiny')).toBeGreaterThan(callsOf('where', 'once', 'tiny'));
});

test('arms of one form share a plan and its calls', () => {
  const of = (name: string) =>
    plans.filter((plan) => plan.arm === name).map(({ summary }) => summary);
  expect(of('where-again')).toEqual(of('where'));
});
