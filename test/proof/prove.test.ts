import { escapeIdentifier } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Statement } from '../../bench/context/exchange.js';
import { setConfigImplicit } from '../../bench/context/set-config-implicit.js';
import { ProofFailedError } from '../../bench/errors.js';
import { type ProveRequest, prove } from '../../bench/proof/prove.js';
import type { ProofResult } from '../../bench/result/parts.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase } from '../support/test-database.js';
import { attemptOn, failedProofs, openSmallBase, type SmallBase } from './attempt.js';
import { arms, operations, scenario, tenants } from './small-scenario.js';

let base: SmallBase;

beforeAll(async () => {
  base = await openSmallBase();
});
afterAll(() => base.close());

const attempt = (lie: string, over?: Partial<ProveRequest>) => attemptOn(base, lie, over);

describe('an honest scenario', () => {
  test('is proved for every arm, and says how many rows each execution returns', async () => {
    const results: ProofResult[] = [];
    const proved = await prove({
      target: base.target,
      roles: base.roles,
      scenario,
      tenants,
      parameterSets: base.parameterSets,
      onClone: async (work) => {
        const clone = await openTestDatabase(base.admin.database);
        await work(clone.admin).finally(clone.close);
        return true;
      },
      sendsLoad: true,
      onResult: (result) => results.push(result),
    });
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
    const rlsArms = arms.filter(({ isolation }) => isolation === 'rls');
    const count = (proof: string) => results.filter((result) => result.proof === proof).length;
    expect(count('policy is active')).toBe(arms.length);
    expect(count('equal work')).toBe(arms.length * operations.length * tenants.length);
    expect(count('as sent')).toBe(arms.length * operations.length * tenants.length);
    expect(count('no foreign rows')).toBe(rlsArms.length * tenants.length);
    expect(count('no context, no rows')).toBe(rlsArms.length);
    expect(results.filter(({ proof }) => proof.startsWith('control')).length).toBe(3);

    const sets = (operation: string, tenant: string) =>
      proved.find((work) => work.operation === operation && work.tenant === tenant)?.sets;
    expect(sets('point', 'whale')?.map(({ expectedRows }) => expectedRows)).toEqual([1, 1, 1, 1]);
    expect(sets('point', 'tiny')).toHaveLength(3);
    expect(sets('latest', 'tiny')).toMatchObject([{ values: [], expectedRows: 3 }]);
    expect(sets('latest', 'whale')).toMatchObject([{ values: [], expectedRows: 5 }]);
  });

  test('is proved without a clone too, and the controls leave nothing changed', async () => {
    const database = await openTestDatabase(base.admin.database);
    const inDatabase = { database: database.admin.database };
    const state = () =>
      withClient(database.admin, async (client) => {
        const { rows } = await client.query(
          `select relname, relrowsecurity, policyname, qual
             from pg_class left join pg_policies on tablename = relname
            where relname in ('invoices', 'lines') order by relname`,
        );
        return rows;
      });
    const before = await state();
    const results: ProofResult[] = [];
    await prove({
      target: { ...database.target, canCreateDatabase: false },
      roles: {
        ...base.roles,
        rls: { ...base.roles.rls, ...inDatabase },
        where: { ...base.roles.where, ...inDatabase },
      },
      scenario,
      tenants,
      parameterSets: base.parameterSets,
      sendsLoad: true,
      onResult: (result) => results.push(result),
    });
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(results.filter(({ proof }) => proof.startsWith('control')).length).toBe(3);
    expect(await state()).toEqual(before);
    await database.close();
  });
});

describe('a lie is caught', () => {
  test('RLS disabled on one table', async () => {
    const told = await attempt('alter table lines disable row level security');
    // The join reaches lines through invoices, so its rows are still equal: only a look at the table itself tells.
    expect(failedProofs(told)).toEqual([
      'no context, no rows',
      'no foreign rows',
      'policy is active',
    ]);
    expect(told.error).toBeInstanceOf(ProofFailedError);
    expect(String(told.error)).toContain('arm rls: role');
    expect(String(told.error)).toContain("row_security_active('lines') is false");
    const leak = told.failed.find(({ proof }) => proof === 'no foreign rows');
    expect(leak).toMatchObject({ arm: 'rls', tenant: 'whale' });
    expect(leak?.detail).toMatch(
      /saw 186 foreign rows of lines, for example \(00000000-0000-0000-0000-00000000000[23],/,
    );
  });

  test('a policy that admits everything', async () => {
    const told = await attempt(
      'drop policy of_tenant on invoices; create policy all_rows on invoices using (true)',
    );
    expect(failedProofs(told)).toEqual([
      'as sent',
      'equal work',
      'no context, no rows',
      'no foreign rows',
    ]);
    const work = told.failed.find(({ operation }) => operation === 'latest');
    expect(work).toMatchObject({ arm: 'rls', tenant: 'median' });
    expect(work?.detail).toContain('returned a row of another tenant: row 1 is');
  });

  test('the policy dropped: no rows at all', async () => {
    const told = await attempt('drop policy of_tenant on invoices');
    expect(failedProofs(told)).toEqual(['as sent', 'equal work', 'no foreign rows']);
    expect(String(told.error)).toMatch(
      /for arm rls, operation point, tenant whale: returned 0 rows where arm where returned 1 row; row 1 is missing instead of \["0.*\(parameters \["\d+"\]\) \(and \d+ more failed checks\)/,
    );
  });

  test('one foreign row let in by another permissive policy', async () => {
    const told = await attempt('create policy leak on invoices using (id = 12)');
    expect(failedProofs(told)).toContain('no foreign rows');
    expect(failedProofs(told)).toContain('no context, no rows');
    const leaks = told.failed.filter(({ proof }) => proof === 'no foreign rows');
    // id 12 is the median tenant's own.
    expect(new Set(leaks.map(({ tenant }) => tenant))).toEqual(new Set(['whale', 'tiny']));
    expect(leaks[0]?.detail).toContain('saw 1 foreign rows of invoices');
    expect(leaks[0]?.detail).toContain('(00000000-0000-0000-0000-000000000002,12,1.5)');
  });

  test('a policy that raises without a context instead of showing nothing', async () => {
    const told = await attempt(
      `alter policy of_tenant on lines
       using (tenant_id = (select current_setting('app.current_tenant_id', true)::uuid))`,
    );
    expect(failedProofs(told)).toEqual(['no context, no rows']);
    expect(told.failed[0]?.detail).toContain('error 22P02');
  });

  test('arms whose queries do unequal work', async () => {
    const [point, latest, ...rest] = operations;
    if (!point || !latest) throw new Error('the scenario has lost its operations');
    const unequal = { ...latest, where: latest.where.replace('limit 5', 'limit 6') };
    const told = await attempt('select 1', {
      scenario: { ...scenario, operations: [point, unequal, ...rest] },
    });
    expect(failedProofs(told)).toEqual(['as sent', 'equal work']);
    // The tiny tenant has three rows, so its work is equal all the same.
    const unequalWork = told.failed.filter(({ proof }) => proof === 'equal work');
    expect(unequalWork.map(({ arm, tenant }) => `${arm} ${tenant}`).sort()).toEqual(
      ['rls', 'rls-generic', 'rls-implicit', 'rls-pg'].flatMap((arm) => [
        `${arm} median`,
        `${arm} whale`,
      ]),
    );
    expect(String(told.error)).toContain('returned 5 rows where arm where returned 6 rows; row 6');
  });

  test('the same rows in another order', async () => {
    const told = await attempt('select 1', {
      scenario: {
        ...scenario,
        operations: operations.map((operation) =>
          operation.name === 'latest'
            ? { ...operation, rls: `select * from (${operation.rls}) t order by id` }
            : operation,
        ),
      },
    });
    expect(failedProofs(told)).toEqual(['as sent', 'equal work']);
  });

  test('a WHERE query that forgets its tenant, equal on both sides', async () => {
    const told = await attempt('select 1', {
      scenario: {
        ...scenario,
        arms: arms.filter(({ isolation }) => isolation === 'where'),
        operations: operations.map((operation) =>
          operation.name === 'latest'
            ? {
                ...operation,
                where: operation.where.replace('tenant_id = $1', '(tenant_id = $1 or true)'),
              }
            : operation,
        ),
      },
    });
    const work = told.failed.find(({ operation }) => operation === 'latest');
    expect(work).toMatchObject({ arm: 'where', tenant: 'median' });
    expect(work?.detail).toContain('returned a row of another tenant');
    const controls = told.results.filter(({ proof }) => proof.startsWith('control'));
    expect(controls).toMatchObject([{ status: 'skipped', detail: 'no arm relies on a policy' }]);
  });

  test.each([
    ['set behind its query', (one: Statement, two: Statement) => [[two, one]]],
    ['set in a transaction of its own', (one: Statement, two: Statement) => [[one], [two]]],
  ])('a tenant that is %s: the SQL is right, what is sent is not', async (_, exchange) => {
    const honest = setConfigImplicit.exchange;
    const lie = vi.spyOn(setConfigImplicit, 'exchange').mockImplementation((query) => {
      const [one, two] = honest(query).flat();
      if (!one || !two) throw new Error('the implicit exchange has lost its statements');
      return exchange(one, two);
    });
    const told = await attempt('select 1').finally(() => lie.mockRestore());
    expect(failedProofs(told)).toEqual(['as sent']);
    expect(told.failed.map(({ arm }) => arm)).toEqual(
      Array.from({ length: operations.length * tenants.length }, () => 'rls-implicit'),
    );
    expect(told.failed.find(({ operation }) => operation === 'sum-lines')?.detail).toBe(
      'wrong-rows: The 1 rows of the query are not those that were proved equal; the first is ["0",null]',
    );
  });

  test('a tenant without rows in a table that is read: nothing is no proof', async () => {
    const told = await attempt(`delete from lines where tenant_id = '${tenants[2]?.tenantId}'`);
    // The sum over nothing is a row, and equal on every arm.
    expect(failedProofs(told)).toContain('no foreign rows');
    const [empty] = told.failed;
    expect(empty).toMatchObject({ arm: 'rls', tenant: 'tiny' });
    expect(empty?.detail).toBe(
      'saw no own row of lines, so nothing shows that its policy lets any through',
    );
  });

  test('an operation that returns no row on any arm', async () => {
    const told = await attempt('select 1', {
      scenario: {
        ...scenario,
        operations: operations.map((operation) =>
          operation.name === 'latest'
            ? {
                ...operation,
                where: operation.where.replace('order by', 'and false order by'),
                rls: operation.rls.replace('order by', 'where false order by'),
              }
            : operation,
        ),
      },
    });
    expect(failedProofs(told)).toEqual(['equal work']);
    expect(told.failed).toHaveLength(arms.length * tenants.length);
    expect(told.failed[0]?.detail).toBe('no row in any of 1 parameter sets, so nothing is proved');
  });

  test('an operation without the column that names the tenant', async () => {
    const told = await attempt('select 1', {
      scenario: {
        ...scenario,
        operations: operations.map((operation) => ({ ...operation, tenantColumn: 'owner' })),
      },
    });
    expect(told.failed[0]?.detail).toContain('returned no column owner');
  });

  test('a role that may not read a table: the error is the detail', async () => {
    const told = await attempt(
      `revoke select on lines from ${escapeIdentifier(base.roles.rls.user)}`,
    );
    expect(failedProofs(told)).toContain('equal work');
    const work = told.failed.find(({ proof }) => proof === 'equal work');
    expect(work?.detail).toContain('error 42501: permission denied for table lines');
    // The controls could not see their check fail for the right reason, and say so.
    expect(failedProofs(told)).toContain('control: RLS disabled');
  });
});
