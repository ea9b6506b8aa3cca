import { type Client, escapeIdentifier } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import type { NamedTenant } from '../../bench/dataset/dataset.js';
import { capturePlan } from '../../bench/plan/capture.js';
import { type IndexCatalog, readIndexCatalog } from '../../bench/plan/index-catalog.js';
import { summarisePlan } from '../../bench/plan/summarise.js';
import { queryCallOf } from '../../bench/scenario/parameters.js';
import type { Arm, TenantName } from '../../bench/scenario/scenario.js';
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
  await withClient(database.admin, (client) =>
    client.query(`grant update on invoices to ${escapeIdentifier(roles.rls.user)}`),
  );
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

const named = (name: TenantName) => {
  const found = tenants.find((one) => one.name === name);
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
    calls: sets.map((values) => queryCallOf(operation(name), { isolation }, tenant, values)),
  });
  return summarisePlan(captured, catalog);
}

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
  // Nothing to warm up to: the two runs before the kept one.
  expect(custom).toMatchObject({ genericPlans: 0, customPlans: 2 });
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
      calls: [queryCallOf(operation('latest'), { isolation: 'rls' }, tenant, [])],
    });
    expect(summarisePlan(captured, catalog).buffers).toBe(first.buffers);
  } finally {
    await other.end();
  }
});

test('forced custom plans need no warm-up: the same plan and the same buffers', async () => {
  const tenant = named('tiny');
  const capture = (planCacheMode: Arm['planCacheMode'], client: Client) =>
    capturePlan(client, {
      strategy: CONTEXT_STRATEGIES.none,
      planCacheMode,
      calls: [queryCallOf(operation('latest'), { isolation: 'where' }, tenant, [])],
    });
  const kept = [];
  for (const mode of ['force_custom_plan', 'auto', 'force_custom_plan'] as const) {
    const fresh = await connect(roles.where);
    try {
      const { buffers, fingerprint } = summarisePlan(await capture(mode, fresh), catalog);
      kept.push({ buffers, fingerprint });
    } finally {
      await fresh.end();
    }
  }
  expect(kept[1]).toEqual(kept[0]);
  expect(kept[2]).toEqual(kept[0]);
});

test('a statement is warmed by another tenant: a generic plan keeps what that one was estimated', async () => {
  const bare = `nullif(current_setting('app.current_tenant_id', true), '')::uuid`;
  const text = `select count(amount) from invoices where tenant_id = ${bare}`;
  const call = (tenant: NamedTenant) => ({ ...tenant, name: 'q', text, values: [] });
  const estimates = async (warm: NamedTenant, measured: NamedTenant) => {
    const captured = await capturePlan(where, {
      strategy: CONTEXT_STRATEGIES['set-config'],
      planCacheMode: 'auto',
      calls: [call(measured)],
      warmCalls: [call(warm)],
    });
    const { nodes } = summarisePlan(captured, catalog);
    const scan = nodes.find(({ relation }) => relation === 'invoices');
    return [scan?.estimatedRows, scan?.actualRows];
  };
  expect(await estimates(named('whale'), named('tiny'))).toEqual([900, 3]);
  expect(await estimates(named('tiny'), named('whale'))).toEqual([3, 900]);
});

describe('a write', () => {
  const call = (values: (string | null)[]) => ({
    name: 'raise',
    text: 'update invoices set amount = $1::numeric where id = $2',
    values,
    tenantId: named('whale').tenantId,
    effect: 'write' as const,
  });
  const captureWrite = (planCacheMode: Arm['planCacheMode']) =>
    capturePlan(rls, {
      strategy: CONTEXT_STRATEGIES['set-config'],
      planCacheMode,
      calls: [call(['7', '11'])],
      effect: 'write',
    });

  test('leaves the rows as they were, and says what it writes, without full-page images', async () => {
    await withClient(database.admin, (admin) => admin.query('checkpoint'));
    const plan = summarisePlan(await captureWrite('force_custom_plan'), catalog);
    expect(plan.nodes[0]?.nodeType).toBe('Update');
    expect(plan.wal?.fullPageImages).toBe(0);
    expect(plan.wal?.records).toBeGreaterThan(0);
    expect(plan.wal?.bytes).toBeLessThan(1000);
    expect(plan.tree).toMatch(/^WAL: \d+ records?, \d+ bytes$/m);
    const { rows } = await where.query('select amount::float8 from invoices where id = 11');
    expect(rows).toEqual([{ amount: 1.5 }]);
  });

  test('that touches a new page in every run has no figure', () => {
    const wal = (images: number) => ({
      'WAL Records': 3,
      'WAL FPI': images,
      'WAL Bytes': 300 + 8000 * images,
    });
    const summary = (images: number) => {
      const plan = { 'Node Type': 'ModifyTable', Operation: 'Insert', ...wal(images) };
      const explain = [{ Plan: plan, 'Planning Time': 1, 'Execution Time': 1 }];
      const counts = { parameterCount: 0, genericPlans: 0, customPlans: 2 };
      return summarisePlan({ explain, ...counts }, catalog);
    };
    expect(summary(0).wal).toEqual({ records: 3, bytes: 300, fullPageImages: 0 });
    expect(summary(1).wal).toBeUndefined();
  });

  test('is refused where its call does not say that it rolls back', async () => {
    const { effect: _, ...commits } = call(['7', '11']);
    const captured = capturePlan(rls, {
      strategy: CONTEXT_STRATEGIES['set-config'],
      planCacheMode: 'auto',
      calls: [commits],
      effect: 'write',
    });
    await expect(captured).rejects.toThrow('A write must be one in its calls too');
  });
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
