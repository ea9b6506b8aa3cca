import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { capturePlan } from '../../bench/plan/capture.js';
import { type IndexCatalog, readIndexCatalog } from '../../bench/plan/index-catalog.js';
import { summarisePlan } from '../../bench/plan/summarise.js';
import { queryCallOf } from '../../bench/scenario/parameters.js';
import type { Arm } from '../../bench/scenario/scenario.js';
import { connect, withClient } from '../../bench/target/connect.js';
import type { ArmRoles } from '../../bench/target/target.js';
import { createSmallScenario, operations, tenants } from '../proof/small-scenario.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let roles: ArmRoles;
let catalog: IndexCatalog;
let rls: Client;
let where: Client;

beforeAll(async () => {
  database = await openTestDatabase();
  roles = await createSmallScenario(database);
  catalog = await withClient(database.admin, (client) => readIndexCatalog(client, 'public'));
  rls = await connect(roles.rls);
  where = await connect(roles.where);
});
afterAll(async () => {
  await rls.end();
  await where.end();
  await database.close();
});

const operation = (name: string) => {
  const found = operations.find((one) => one.name === name);
  if (!found) throw new Error(`the scenario has lost ${name}`);
  return found;
};

async function capture(
  isolation: 'where' | 'rls',
  name: string,
  over: Partial<Pick<Arm, 'context' | 'planCacheMode'>> = {},
  tenant = tenants[0],
) {
  if (!tenant) throw new Error('the scenario has lost its tenants');
  const { context = isolation === 'rls' ? 'set-config' : 'none', planCacheMode = 'auto' } = over;
  const sets = name === 'point' ? [['11'], ['21'], ['31']] : [[]];
  const captured = await capturePlan(isolation === 'rls' ? rls : where, {
    strategy: CONTEXT_STRATEGIES[context],
    planCacheMode,
    calls: sets.map((values) => queryCallOf(operation(name), isolation, tenant, values)),
  });
  return summarisePlan(captured, catalog);
}

test('the catalog gives keys in order, with direction, and included columns', () => {
  expect(catalog.get('invoices_tenant')).toEqual(['tenant_id', 'id desc', 'include amount']);
  expect(catalog.get('invoices_pkey')).toEqual(['id']);
});

test('an RLS plan is the policy’s: an InitPlan, its index condition, the tenant’s rows', async () => {
  for (const context of ['set-config', 'set-config-pipelined', 'set-config-implicit'] as const) {
    const plan = await capture('rls', 'latest', { context });
    expect(plan.initPlans).toBe(1);
    const scan = plan.nodes.find(({ relation }) => relation === 'invoices');
    expect(scan).toMatchObject({
      indexCondition: '(tenant_id = (InitPlan 1).col1)',
      actualRows: 5,
    });
  }
});

test('a statement without parameters is generic at once, one with a tenant need not be', async () => {
  expect(await capture('rls', 'latest')).toMatchObject({ genericPlans: 8, customPlans: 0 });
  const custom = await capture('where', 'latest', { planCacheMode: 'force_custom_plan' });
  expect(custom).toMatchObject({ genericPlans: 0, customPlans: 8 });
  const generic = await capture('where', 'latest', { planCacheMode: 'force_generic_plan' });
  expect(generic).toMatchObject({ genericPlans: 8, customPlans: 0 });
  const auto = await capture('where', 'point');
  expect(auto.genericPlans + auto.customPlans).toBe(8);
  expect(auto.customPlans).toBeGreaterThanOrEqual(5);
});

test('a client serves one plan after the other, and is left outside any transaction', async () => {
  for (const tenant of tenants) {
    const plan = await capture('rls', 'point', {}, tenant);
    expect(plan.nodes[0]?.actualRows).toBe(tenant.name === 'whale' ? 1 : 0);
  }
  await capture('rls', 'point', { planCacheMode: 'force_generic_plan' });
  const { rows } = await rls.query(
    `select current_setting('plan_cache_mode') as mode, (select count(*)::int from pg_prepared_statements where name like 'plan_%') as kept,
            now() = statement_timestamp() as outside`,
  );
  expect(rows).toEqual([{ mode: 'auto', kept: 0, outside: true }]);
});

test('buffers are exact: the same again, on another connection too', async () => {
  const first = await capture('rls', 'latest');
  const again = await capture('rls', 'latest');
  expect(again).toMatchObject({ buffers: first.buffers, fingerprint: first.fingerprint });
  const other = await connect(roles.rls);
  try {
    const [tenant] = tenants;
    if (!tenant) throw new Error('the scenario has lost its tenants');
    const captured = await capturePlan(other, {
      strategy: CONTEXT_STRATEGIES['set-config'],
      planCacheMode: 'auto',
      calls: [queryCallOf(operation('latest'), 'rls', tenant, [])],
    });
    expect(summarisePlan(captured, catalog).buffers).toBe(first.buffers);
  } finally {
    await other.end();
  }
});

test('a value is a literal, not SQL', async () => {
  const [tenant] = tenants;
  if (!tenant) throw new Error('the scenario has lost its tenants');
  const text = 'select $1::text as value where $2::text is null';
  const captured = await capturePlan(where, {
    strategy: CONTEXT_STRATEGIES.none,
    planCacheMode: 'auto',
    calls: [{ name: 'literal', text, values: ["'); drop table lines; --\\", null], tenantId: '' }],
  });
  expect(summarisePlan(captured, catalog).nodes[0]?.actualRows).toBe(1);
});

test('a query the role may not run is the server’s error, and the client is usable after it', async () => {
  const captured = capturePlan(rls, {
    strategy: CONTEXT_STRATEGIES['set-config'],
    planCacheMode: 'auto',
    calls: [
      {
        name: 'q',
        text: 'select * from pg_authid',
        values: [],
        tenantId: tenants[0]?.tenantId ?? '',
      },
    ],
  });
  await expect(captured).rejects.toMatchObject({ code: '42501' });
  expect((await capture('rls', 'latest')).nodes.length).toBeGreaterThan(1);
});
