import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HammerArmRequest } from '../../bench/hammer/hammer-arm.js';
import { poisonPool } from '../../bench/hammer/poison.js';
import type { PoolerSettings } from '../../bench/pooler/pooler.js';
import { withClient } from '../../bench/target/connect.js';
import { createPooledLogin } from '../../bench/target/pooled-logins.js';
import { openTestPoolers } from '../support/pooler.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { manyTenants, tenants } from './many-tenants.js';

let database: TestDatabase;
let given: HammerArmRequest;

beforeAll(async () => {
  database = await openTestDatabase();
  given = await manyTenants(database, await openTestPoolers());
}, 60_000);

afterAll(() => database.close());

const TWO: PoolerSettings = {
  ...{ poolMode: 'transaction', poolSize: 2, maxClients: 10, maxPreparedStatements: 200 },
};

test('a pool with fewer server connections than it is said to have is poisoned, not waited for', async () => {
  const { login, drop } = await createPooledLogin(database.target, given.roles, 'rls');
  const pooler = await given.poolers.open(database.admin, [login], TWO);
  const settings = pooler.through(login);
  await poisonPool(settings, 4, tenants, 300);
  const asked = "select current_setting('app.current_tenant_id') as tenant";
  const ids = tenants.map(({ tenantId }) => tenantId);
  for (let client = 0; client < 2; client++) {
    const { rows } = await withClient(settings, (each) => each.query(asked));
    expect(ids).toContain(rows[0]?.tenant);
  }

  const whileBothAreTaken = withClient(settings, (one) =>
    withClient(settings, async (other) => {
      await Promise.all([one.query('begin'), other.query('begin')]);
      await poisonPool(settings, 1, tenants, 300);
    }),
  );
  await expect(whileBothAreTaken).rejects.toThrow(
    /gave none of 1 clients a server connection within 0.3 s/,
  );
  await pooler.close();
  await drop();
});
