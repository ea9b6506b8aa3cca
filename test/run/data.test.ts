import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { InterruptedError } from '../../bench/errors.js';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { openData } from '../../bench/run/data.js';
import type { RunEvent } from '../../bench/run/events.js';
import { connect, withClient } from '../../bench/target/connect.js';
import { openTestDatabase } from '../support/test-database.js';
import { SMALL, smallScenario } from './small-run.js';

/** Connects as a superuser to the database that `owner` made. */
async function connectToDatabaseOf(owner: string, admin: ConnectionSettings): Promise<pg.Client> {
  const { rows } = await withClient(admin, (client) =>
    client.query('SELECT datname FROM pg_database WHERE datdba = $1::regrole', [owner]),
  );
  return connect({ ...admin, database: rows[0].datname });
}

test('what an interrupted load could not remove is said, with the SQL that does', async () => {
  const home = await openTestDatabase();
  const role = `${home.target.prefix}_loader`;
  const password = randomBytes(12).toString('hex');
  const { host, port, database } = home.admin;
  await withClient(home.admin, (client) =>
    client.query(`CREATE ROLE ${role} LOGIN CREATEDB CREATEROLE PASSWORD '${password}'`),
  );
  const stop = new AbortController();
  const said: RunEvent[] = [];
  // A connection that the role may not end; held until the target is closed.
  let agent: Promise<pg.Client> | undefined;
  const opening = openData({
    scenarios: [smallScenario()],
    profile: { ...SMALL, size: { invoices: 100_000, tenants: 20 } },
    location: `postgres://${role}:${password}@${host}:${port}/${database}`,
    ...{ pgMajor: 18, seed: 1, reportsFolder: '', command: 'a test', signal: stop.signal },
    onEvent: (event) => {
      if (event.kind === 'said') said.push(event);
      if (!event.text.startsWith('Loading') || agent !== undefined) return;
      agent = connectToDatabaseOf(role, home.admin);
      agent.finally(() => stop.abort());
    },
  });
  await expect(opening).rejects.toThrow(InterruptedError);
  const left = said.map(({ text }) => text).find((text) => text.includes('DROP DATABASE'));
  await (await agent)?.end();
  await withClient(home.admin, async (client) => {
    const { rows } = await client.query(
      'SELECT datname FROM pg_database WHERE datdba = $1::regrole',
      [role],
    );
    for (const { datname } of rows) {
      expect(left).toContain(`: DROP DATABASE ${pg.escapeIdentifier(datname)} WITH (FORCE);`);
      await client.query(`DROP DATABASE ${pg.escapeIdentifier(datname)}`);
    }
    expect(rows).toHaveLength(1);
  });
  await home.close();
});
