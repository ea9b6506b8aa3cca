import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSession } from '../../bench/load/open.js';
import { seededRandom } from '../../bench/load/random.js';
import { runRounds } from '../../bench/load/rounds.js';
import { workOf } from '../../bench/load/work-of.js';
import { prove } from '../../bench/proof/prove.js';
import { drawAllParameters } from '../../bench/scenario/parameters.js';
import type { Arm } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import type { ArmRoles } from '../../bench/target/target.js';
import {
  arms,
  createSmallScenario,
  operations,
  scenario,
  tenants,
} from '../proof/small-scenario.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let roles: ArmRoles;

beforeAll(async () => {
  database = await openTestDatabase();
  roles = await createSmallScenario(database);
});
afterAll(() => database.close());

const named = <T extends { name: string }>(all: readonly T[], name: string): T => {
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`the scenario has lost ${name}`);
  return found;
};

test('a policy that begins to leak while an aggregate is measured fails the arm, whatever its client', async () => {
  const parameterSets = await withClient(roles.where, (client) =>
    drawAllParameters(client, operations, tenants, { seed: 7, count: 4 }),
  );
  const proved = await prove({
    target: database.target,
    roles,
    scenario,
    tenants,
    parameterSets,
    sendsLoad: true,
    onResult: () => {},
  });
  const operation = named(operations, 'sum-lines');
  const tenant = named(tenants, 'median');
  const sets = proved.find((one) => one.operation === 'sum-lines' && one.tenant === 'median')?.sets;
  const open = async (arm: Arm) => {
    const session = await openSession(arm, roles[arm.isolation]);
    await session.prepare(workOf(arm, operation, tenant, sets ?? []));
    return { name: arm.name, sessions: [session], workIndexes: [0] };
  };
  for (const name of ['rls', 'rls-pg']) {
    const opened = await Promise.all([open(named(arms, 'where')), open(named(arms, name))]);
    const rounds = () =>
      runRounds({
        ...{ arms: opened, draw: 'at random', rounds: 30 },
        ...{ random: seededRandom(1), signal: new AbortController().signal },
      });
    expect((await rounds()).failure).toBeUndefined();
    const asOwner = (sql: string) => withClient(database.admin, (client) => client.query(sql));
    await asOwner(
      'create policy leak on invoices using (true); create policy leak on lines using (true)',
    );
    expect((await rounds()).failure).toMatchObject({
      arm: name,
      failure: { kind: 'wrong-rows', message: expect.stringContaining('["1986",') },
    });
    await asOwner('drop policy leak on invoices; drop policy leak on lines');
    for (const session of opened.flatMap(({ sessions }) => sessions)) await session.close();
  }
});
