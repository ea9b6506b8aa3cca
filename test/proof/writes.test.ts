import { escapeIdentifier } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProveRequest } from '../../bench/proof/prove.js';
import type { OperationParameters } from '../../bench/scenario/parameters.js';
import type { Arm, Operation, Scenario } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import { type Attempt, attemptOn, failedProofs, openSmallBase, type SmallBase } from './attempt.js';
import { scenario, tenants } from './small-scenario.js';

const pay: Operation = {
  name: 'pay',
  title: 'Pay an invoice',
  tables: ['invoices'],
  effect: 'write',
  where: 'update invoices set amount = 0 where tenant_id = $1 and id = $2',
  rls: 'update invoices set amount = 0 where id = $1',
  draw: 'select id from invoices where tenant_id = $1 order by hashint8extended(id, $2), id limit $3',
  verify: 'select * from invoices where tenant_id = $1 and id = $2',
};

const arm = (name: string, over: Partial<Arm>): Arm => ({
  ...{ name, title: name, isolation: 'where', context: 'set-config', client: 'wire' },
  ...{ planCacheMode: 'auto', sibling: 'own', ...over },
});

const writing = (operation: Operation): Scenario => ({
  ...scenario,
  operations: [operation],
  arms: [
    arm('where', {}),
    arm('rls', { isolation: 'rls' }),
    arm('rls-pg', { isolation: 'rls', client: 'pg' }),
  ],
  siblings: [{ name: 'own', title: 'its own' }],
});

let base: SmallBase;
beforeAll(async () => {
  base = await openSmallBase();
  const { rls, where } = base.roles;
  await withClient(base.admin, (client) =>
    client.query(
      `grant insert, update, delete on invoices to ${escapeIdentifier(rls.user)}, ${escapeIdentifier(where.user)}`,
    ),
  );
});
afterAll(() => base.close());

function attempt(operation: Operation, lie = 'select 1'): Promise<Attempt> {
  const parameterSets: OperationParameters[] = tenants.map(({ name, tenantId }) => ({
    ...{ operation: operation.name, tenant: name },
    sets: [[`${10 + Number(tenantId.at(-1))}`], [`${20 + Number(tenantId.at(-1))}`]],
  }));
  const over: Partial<ProveRequest> = { scenario: writing(operation), parameterSets };
  return attemptOn(base, lie, over);
}

describe('a write', () => {
  test('is proved by the rows it touches and by what it leaves behind', async () => {
    const { failed, results } = await attempt(pay);
    expect(failed).toEqual([]);
    const where = results.find(
      ({ proof, arm: of }) => proof === 'policy is active' && of === 'where',
    );
    expect(where?.detail).toContain('write invoices and nothing else');
  });

  test('that a missing policy refuses shows that the check can see', async () => {
    const { failed, results } = await attempt({
      ...pay,
      where: 'insert into invoices values ($1, 1000000 + $2, 1)',
      rls: `insert into invoices
            values (nullif(current_setting('app.current_tenant_id', true), '')::uuid, 1000000 + $1, 1)`,
      verify: 'select * from invoices where tenant_id = $1 and id = 1000000 + $2',
    });
    expect(failed).toEqual([]);
    expect(results.map(({ proof }) => proof)).toContain('control: policy dropped');
  });

  test('that leaves another state behind is told by the row', async () => {
    const told = await attempt({ ...pay, rls: 'update invoices set amount = 1 where id = $1' });
    expect(failedProofs(told)).toEqual(['equal work']);
    expect(told.failed[0]?.detail).toContain('left other rows behind');
    expect(told.failed.map(({ arm: of }) => of)).not.toContain('where');
  });

  test('that touches more rows is told, though what is looked at is the same', async () => {
    const told = await attempt({ ...pay, rls: 'update invoices set amount = 0 where id >= $1' });
    expect(failedProofs(told)).toContain('equal work');
    expect(
      told.failed.some(({ detail }) => /^touched \d+ rows where arm where touched 1/.test(detail)),
    ).toBe(true);
  });

  test('into nobody’s rows proves nothing', async () => {
    const told = await attempt({
      ...pay,
      where: 'update invoices set amount = 0 where tenant_id = $1 and id = 0 - $2',
      rls: 'update invoices set amount = 0 where id = 0 - $1',
    });
    expect(told.failed[0]?.detail).toContain('so nothing is proved');
  });

  test('is undone after each proof', async () => {
    await attempt(pay);
    const { rows } = await withClient(base.admin, (client) =>
      client.query('select count(*)::int as paid from invoices where amount = 0'),
    );
    expect(rows).toEqual([{ paid: 0 }]);
  });
});

test.each([
  [
    'may TRUNCATE what the scenario writes',
    'grant truncate on invoices to',
    'it may TRUNCATE on invoices',
  ],
  ['may write what the scenario only reads', 'grant update on lines to', 'it may UPDATE on lines'],
])('the WHERE role %s', async (_, grant, detail) => {
  const told = await attempt(pay, `${grant} ${escapeIdentifier(base.roles.where.user)}`);
  expect(failedProofs(told)).toEqual(['policy is active']);
  expect(told.failed[0]?.detail).toContain(detail);
});
