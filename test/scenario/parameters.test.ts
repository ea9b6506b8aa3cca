import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawAllParameters, drawParameters, queryCallOf } from '../../bench/scenario/parameters.js';
import { withClient } from '../../bench/target/connect.js';
import type { ArmRoles } from '../../bench/target/target.js';
import { createSmallScenario, operations, tenants } from '../proof/small-scenario.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let roles: ArmRoles;
beforeAll(async () => {
  database = await openTestDatabase();
  roles = await createSmallScenario(database);
});
afterAll(() => database.close());

const draw = (seed: number) =>
  withClient(roles.where, (client) =>
    drawAllParameters(client, operations, tenants, { seed, count: 8 }),
  );

test('each operation and tenant gets its sets as text, the same for the same seed', async () => {
  const drawn = await draw(1);
  expect(drawn.map(({ operation, tenant }) => `${operation} ${tenant}`)).toEqual(
    operations.flatMap(({ name }) => tenants.map((tenant) => `${name} ${tenant.name}`)),
  );
  const [whalePoint] = drawn;
  expect(whalePoint?.sets).toHaveLength(8);
  expect(whalePoint?.sets.flat().every((id) => typeof id === 'string' && /1$/.test(id))).toBe(true);
  expect(await draw(1)).toEqual(drawn);
  expect(await draw(2)).not.toEqual(drawn);
});

test('a small tenant gives fewer sets, an operation without parameters one empty set', async () => {
  const drawn = await draw(1);
  const sets = (operation: string) =>
    drawn.find((one) => one.operation === operation && one.tenant === 'tiny')?.sets;
  expect(sets('point')).toHaveLength(3);
  expect(sets('latest')).toEqual([[]]);
});

test('no set at all is refused, naming operation and tenant', async () => {
  const [point] = operations;
  const nobody = {
    name: 'tiny',
    tenantId: '00000000-0000-0000-0000-00000000000f',
    rows: 0,
  } as const;
  if (!point) throw new Error('the scenario has lost its operations');
  const drawing = withClient(roles.where, (client) =>
    drawParameters(client, point, nobody, { seed: 1, count: 8 }),
  );
  await expect(drawing).rejects.toThrow(/Operation point drew no parameters for tenant tiny/);
});

test('a form that names the tenant is given it under RLS too', () => {
  const [point] = operations;
  const [whale] = tenants;
  if (!point || !whale) throw new Error('the scenario has lost its parts');
  const forms = { sent: 'select $1, $2', other: 'select $1' };
  const operation = { ...point, forms, tenantForms: ['sent'] };
  const valuesOf = (form: string) =>
    queryCallOf(operation, { isolation: 'rls', form }, whale, ['7']).values;
  expect(valuesOf('sent')).toEqual([whale.tenantId, '7']);
  expect(valuesOf('other')).toEqual(['7']);
});

test('a WHERE query takes the tenant first, an RLS query does not', () => {
  const [point] = operations;
  const [whale] = tenants;
  if (!point || !whale) throw new Error('the scenario has lost its parts');
  expect(queryCallOf(point, { isolation: 'where' }, whale, ['7'])).toEqual({
    name: 'point_whale',
    text: point.where,
    values: [whale.tenantId, '7'],
    tenantId: whale.tenantId,
  });
  expect(queryCallOf(point, { isolation: 'rls' }, whale, ['7']).values).toEqual(['7']);
});
