import { afterAll, expect, test } from 'vitest';
import { check } from '../../bench/run/check.js';
import { withClient } from '../../bench/target/connect.js';
import policies from '../../scenarios/policies.js';
import { SMALL } from '../run/small-run.js';
import { home, makeRole, useHome } from '../target/url-server.js';
import { failuresOf } from './check-once.js';

useHome();

const asSuperuser = (sql: string) => withClient(home.admin, (client) => client.query(sql));
afterAll(async () => {
  await asSuperuser(`drop role if exists ${home.target.prefix}_maker`);
});

/** From 16 on a role with CREATEROLE gives away a BYPASSRLS of its own. */
const givesBypass = async () => {
  const { rows } = await asSuperuser(`select current_setting('server_version_num')::int as n`);
  return rows[0].n >= 160_000;
};

test('its views are made by a role that is no superuser, and the new owner keeps no right to create', async (context) => {
  if (!(await givesBypass())) context.skip();
  const url = await makeRole('maker', 'CREATEDB CREATEROLE BYPASSRLS');
  const names = ['where', 'bare', 'invoker-view', 'plain-view'];
  const arms = policies.arms.filter(({ name }) => names.includes(name));
  const { result, error } = await check({
    scenarios: [
      {
        ...policies,
        arms,
        contrasts: [],
        operations: policies.operations.map((operation) => ({ ...operation, expect: [] })),
      },
    ],
    ...{ profile: SMALL, location: url, pgMajor: 18, seed: 1, command: 'a test' },
    ...{ signal: new AbortController().signal, onEvent: () => {} },
  });
  expect(error).toBeUndefined();
  // Among the proofs: a login that may create in the schema is refused.
  expect(failuresOf(result)).toEqual([]);
  // Nor may it count calls: that is said, with the right that it takes, and no reason to stop.
  expect(result.skipped.map(({ reason }) => reason)).toContainEqual(
    expect.stringMatching(/calls were not counted .*GRANT SET ON PARAMETER track_functions/),
  );
  const planned = new Set(result.arms.map(({ arm }) => arm));
  expect(planned).toEqual(new Set(names));
}, 60_000);
