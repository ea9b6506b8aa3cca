import { afterAll, beforeAll, expect, test } from 'vitest';
import { prove } from '../../bench/proof/prove.js';
import type { ProofResult } from '../../bench/result/parts.js';
import { drawAllParameters } from '../../bench/scenario/parameters.js';
import { withClient } from '../../bench/target/connect.js';
import { createArmRoles } from '../../bench/target/roles.js';
import { openUrl } from '../../bench/target/url.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { createSmallTables, operations, scenario, tenants } from './small-scenario.js';

let home: TestDatabase;

beforeAll(async () => {
  home = await openTestDatabase();
});
afterAll(() => home.close());

test.each([
  ['CREATEROLE', 'twin-tables'],
  ['CREATEROLE BYPASSRLS', 'same-tables'],
])(
  'a role with %s and CREATE on the database, without CREATEDB: every proof and control holds',
  async (attributes, tables) => {
    const { host, port, database } = home.admin;
    const role = `${home.target.prefix}_${tables.slice(0, 4)}`;
    const asSuperuser = (sql: string) => withClient(home.admin, (client) => client.query(sql));
    await asSuperuser(`create role ${role} login ${attributes} password 'of a test'`);
    await asSuperuser(`grant create on database ${database} to ${role}`);
    const target = await openUrl({
      location: `postgres://${role}:${encodeURIComponent('of a test')}@${host}:${port}/${database}`,
      pgMajor: 18,
      dataKey: 'unused',
      fill: (admin) => withClient(admin, createSmallTables),
      onProgress: () => {},
    });
    const results: ProofResult[] = [];
    try {
      expect(target.canCreateDatabase).toBe(false);
      const roles = await createArmRoles(target, ['invoices', 'lines']);
      const { serverVersionNum } = await target.facts();
      // Only from 16 on may a role give away a BYPASSRLS of its own.
      expect(roles.whereArmsRead).toBe(serverVersionNum < 160_000 ? 'twin-tables' : tables);
      const parameterSets = await withClient(roles.where, (client) =>
        drawAllParameters(client, operations, tenants, { seed: 7, count: 4 }),
      );
      const onResult = (result: ProofResult) => results.push(result);
      await prove({
        ...{ target, roles, scenario, tenants, parameterSets, onResult },
        sendsLoad: true,
      });
    } finally {
      await target.close();
      await asSuperuser(`drop owned by ${role}`);
    }
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(results.filter(({ proof }) => proof.startsWith('control'))).toHaveLength(3);
  },
);
