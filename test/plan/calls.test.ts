import { type Client, escapeIdentifier } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { type CallCounter, type CountedCalls, openCallCounter } from '../../bench/plan/calls.js';
import { capturePlan } from '../../bench/plan/capture.js';
import { readIndexCatalog } from '../../bench/plan/index-catalog.js';
import { summarisePlan } from '../../bench/plan/summarise.js';
import type { PlanCacheMode } from '../../bench/scenario/scenario.js';
import { connect } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

const ROWS = 2000;
const setting = `nullif(current_setting('app.current_tenant_id', true), '')::int`;

let database: TestDatabase;
let owner: Client;
let arm: Client;
let role: string;

beforeAll(async () => {
  database = await openTestDatabase();
  owner = await connect(database.admin);
  role = `${database.target.prefix}_rls`;
  const grantee = escapeIdentifier(role);
  await owner.query(`
    create table docs (tenant_id int not null, id int not null, note text not null);
    insert into docs select n % 20, n, 'note ' || n from generate_series(1, ${ROWS}) n;
    alter table docs enable row level security;
    create function helper() returns int stable parallel safe language sql
      as $$ select ${setting} $$;
    create function slow_helper() returns int volatile language plpgsql
      as $$ begin -- it's the tenant's
        return ${setting}; end $$;
    create schema auth;
    create function auth.tenant() returns int stable language sql as $$ select ${setting} $$;
    create function auth.own() returns int stable language sql as $$ select auth.tenant() $$;
    create view auth.named as select id, current_setting('app.unseen', true) as note from docs;
    create view seen with (security_invoker = true) as
      select id from docs where note <> current_setting('app.unseen', true);
    create role ${grantee} login password 'of a test';
    grant usage on schema auth to ${grantee};
    grant select on auth.named to ${grantee};
    grant select, insert on docs, seen to ${grantee}`);
  await owner.query('vacuum analyze docs');
  arm = await connect({ ...database.admin, user: role, password: 'of a test' });
});
afterAll(async () => {
  await arm.end();
  await owner.end();
  await database.close();
});
beforeEach(async () => {
  await owner.query('drop index if exists docs_tenant');
});

const call = (text: string, values: string[] = []) => ({ name: 'q', text, values, tenantId: '7' });
const countDocs = 'select count(note) from docs';
const strategy = CONTEXT_STRATEGIES['set-config'];

async function policy(using: string, index: 'tenant' | 'none') {
  await owner.query('drop policy if exists of_tenant on docs');
  await owner.query(`create policy of_tenant on docs using (${using})`);
  if (index === 'tenant') await owner.query('create index docs_tenant on docs (tenant_id)');
}

async function counted<T>(
  work: (counter: CallCounter) => Promise<T>,
  as: Client = owner,
): Promise<T> {
  const counter = await openCallCounter(as, { schema: 'public' });
  try {
    return await work(counter);
  } finally {
    await counter.close();
  }
}

async function count(
  query = call(countDocs),
  planCacheMode: PlanCacheMode = 'force_custom_plan',
  as: Client = owner,
): Promise<CountedCalls> {
  const catalog = await readIndexCatalog(arm, 'public');
  const captured = await capturePlan(arm, { strategy, planCacheMode, calls: [query] });
  const plan = summarisePlan(captured, catalog);
  const request = { role, searchPath: 'public', strategy, planCacheMode, call: query, plan };
  return counted((counter) => counter.count(request), as);
}

const standIn = (calls: number) => ({ function: 'current_setting', calls, standIn: true });

describe('current_setting in a policy', () => {
  test('bare and served by an index: once for the estimate, once for the scan', async () => {
    await policy(`tenant_id = ${setting}`, 'tenant');
    expect(await count()).toEqual({ calls: [standIn(2)], warning: null });
  });

  test('bare on a sequential scan: once a row, and once for the estimate', async () => {
    await policy(`tenant_id = ${setting}`, 'none');
    expect((await count()).calls).toEqual([standIn(ROWS + 1)]);
  });

  test('bare beside an OR: an index does not help', async () => {
    await policy(`tenant_id = ${setting} or id = 3`, 'tenant');
    expect((await count()).calls?.[0]?.calls).toBeGreaterThan(ROWS);
  });

  test('wrapped in a subselect: once, with and without an index', async () => {
    for (const index of ['none', 'tenant'] as const) {
      await policy(`tenant_id = (select ${setting})`, index);
      expect((await count()).calls).toEqual([standIn(1)]);
      await owner.query('drop index if exists docs_tenant');
    }
  });

  test('with one argument too', async () => {
    await policy(`tenant_id = current_setting('app.current_tenant_id')::int`, 'tenant');
    expect((await count()).calls).toEqual([standIn(2)]);
  });

  test('that no policy mentions is not called', async () => {
    await policy('tenant_id = 7', 'tenant');
    expect(await count()).toEqual({ calls: [], warning: null });
  });
});

describe('functions', () => {
  test('an inlined SQL function has no calls of its own, what it calls has', async () => {
    await policy('tenant_id = helper()', 'tenant');
    expect((await count()).calls).toEqual([standIn(2)]);
  });

  test('a volatile PL/pgSQL helper is called for every row, wrapped once', async () => {
    await policy('tenant_id = slow_helper()', 'tenant');
    const helper = (calls: number) => ({ function: 'slow_helper', calls, standIn: false });
    expect((await count()).calls).toEqual([standIn(ROWS), helper(ROWS)]);
    await owner.query('drop index docs_tenant');
    await policy('tenant_id = (select slow_helper())', 'tenant');
    expect((await count()).calls).toEqual([standIn(1), helper(1)]);
  });

  test('views and the query itself are counted too, and a view keeps its options', async () => {
    await policy(`tenant_id = (select ${setting})`, 'tenant');
    // Once for the policy, once for the estimate of the other condition and once for each row it
    // is compared with. Without its options the view would read every tenant's rows, as its owner.
    const calls = [standIn(1 + 1 + ROWS / 20)];
    expect((await count(call('select id from seen'))).calls).toEqual(calls);
    const asked = `select id from docs where note <> current_setting('app.unseen', true)`;
    expect((await count(call(asked))).calls).toEqual(calls);
  });
});

describe('a function of another schema', () => {
  test('that is inlined has no calls of its own, what it calls has', async () => {
    await policy('tenant_id = auth.tenant()', 'none');
    expect(await count()).toEqual({ calls: [standIn(ROWS + 1)], warning: null });
    await policy('tenant_id = auth.own()', 'tenant');
    expect((await count()).calls).toEqual([standIn(2)]);
  });

  test('that the owner may not replace: nothing is counted, where the query may call it', async () => {
    await policy('tenant_id = auth.own()', 'tenant');
    const other = await connect({
      ...database.admin,
      user: await tableOwner(),
      password: 'of a test',
    });
    try {
      const uncounted = await count(call(countDocs), 'force_custom_plan', other);
      expect(uncounted.calls).toBeNull();
      expect(uncounted.warning).toBe(
        'function auth.tenant could not be made to call a stand-in for current_setting (permission denied for schema auth), so the calls of this query were not counted',
      );
      await policy(`tenant_id = (select ${setting})`, 'none');
      expect((await count(call(countDocs), 'force_custom_plan', other)).calls).toEqual([
        standIn(1),
      ]);
      const named = call('select count(note) from auth.named');
      expect((await count(named, 'force_custom_plan', other)).warning).toMatch(
        /^view auth\.named /,
      );
    } finally {
      await other.end();
      const login = escapeIdentifier(`${database.target.prefix}_owner`);
      await owner.query(`reassign owned by ${login} to current_user; drop owned by ${login}`);
    }
  });

  test('a view of another schema calls the stand-in too', async () => {
    await policy(`tenant_id = (select ${setting})`, 'tenant');
    // It reads the rows of its owner, whom no policy holds.
    const named = call('select count(note) from auth.named');
    expect((await count(named)).calls).toEqual([standIn(ROWS)]);
  });
});

/** A login that owns the table, and no function of the other schema. */
async function tableOwner(): Promise<string> {
  const name = `${database.target.prefix}_owner`;
  const [login, arms] = [escapeIdentifier(name), escapeIdentifier(role)];
  await owner.query(`
    create role ${login} login password 'of a test';
    grant ${arms} to ${login};
    grant create on database ${escapeIdentifier(database.admin.database)} to ${login};
    grant set on parameter track_functions to ${login};
    grant usage, create on schema public to ${login};
    alter table docs owner to ${login}; alter view seen owner to ${login};
    alter function helper() owner to ${login}; alter function slow_helper() owner to ${login}`);
  return name;
}

describe('the kind of plan', () => {
  const byId = call('select note from docs where id > $1', ['0']);

  test('a generic plan that is kept is executed only', async () => {
    await policy(`tenant_id = ${setting}`, 'tenant');
    expect((await count(byId, 'force_custom_plan')).calls).toEqual([standIn(2)]);
    expect((await count(byId, 'force_generic_plan')).calls).toEqual([standIn(1)]);
  });

  test('a statement without parameters is kept at once, whatever is chosen later', async () => {
    await policy(`tenant_id = ${setting}`, 'tenant');
    expect((await count(call(countDocs), 'auto')).calls).toEqual([standIn(1)]);
  });
});

test('one transaction counts many queries, also after one that failed, and leaves nothing', async () => {
  await policy(`tenant_id = ${setting}`, 'none');
  const definitions = async () => {
    const { rows } = await owner.query(
      `select (select json_agg(pg_get_functiondef(oid) order by oid) from pg_proc
                where pronamespace = 'public'::regnamespace) as functions,
              (select pg_get_expr(polqual, polrelid) from pg_policy) as policy,
              (select count(*)::int from pg_namespace where nspname like 'rlsbench_calls%') as schemas,
              current_user::text as user, current_setting('track_functions') as tracked`,
    );
    return rows[0];
  };
  const before = await definitions();
  const captured = await capturePlan(arm, {
    strategy,
    planCacheMode: 'force_custom_plan',
    calls: [call(countDocs)],
  });
  const plan = summarisePlan(captured, await readIndexCatalog(arm, 'public'));
  const insert = (tenant: number) => ({
    ...call(`insert into docs values (${tenant}, 0, 'new')`),
    effect: 'write' as const,
  });
  await counted(async (counter) => {
    const request = {
      ...{ role, searchPath: 'public', strategy, plan },
      planCacheMode: 'force_custom_plan' as const,
    };
    const first = await counter.count({ ...request, call: call(countDocs) });
    const refused = counter.count({ ...request, call: insert(8) });
    await expect(refused).rejects.toMatchObject({ code: '42501' });
    await expect(
      counter.count({ ...request, call: call('select * from pg_authid') }),
    ).rejects.toMatchObject({ code: '42501' });
    await counter.count({ ...request, call: insert(7) });
    const again = await counter.count({ ...request, call: call(countDocs) });
    expect(first.calls).toEqual([standIn(ROWS + 1)]);
    expect(again).toEqual(first);
  });
  expect(await definitions()).toEqual(before);
  const { rows } = await owner.query('select count(*)::int as rows from docs');
  expect(rows).toEqual([{ rows: ROWS }]);
});

test('another plan than the arm’s is not counted, and says why', async () => {
  await policy(`tenant_id = ${setting}`, 'none');
  const query = call(countDocs);
  const captured = await capturePlan(arm, {
    strategy,
    planCacheMode: 'force_custom_plan',
    calls: [query],
  });
  const plan = summarisePlan(captured, await readIndexCatalog(arm, 'public'));
  await owner.query('create index docs_tenant on docs (tenant_id)');
  const result = await counted((counter) =>
    counter.count({
      ...{ role, searchPath: 'public', strategy, plan, call: query },
      planCacheMode: 'force_custom_plan',
    }),
  );
  expect(result.calls).toBeNull();
  expect(result.warning).toMatch(/another plan.*\n.*docs_tenant/s);
});
