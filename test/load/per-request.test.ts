import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { openSession } from '../../bench/load/open.js';
import { runOnce } from '../../bench/load/run-once.js';
import type { ConnectionSettings, ExchangeFailure, Work } from '../../bench/load/session.js';
import type { ContextName } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

const NAME = 'per-request-test';
let database: TestDatabase;
let settings: ConnectionSettings;
beforeAll(async () => {
  database = await openTestDatabase();
  settings = { ...database.admin, applicationName: NAME };
});
afterAll(() => database.close());

function work(context: ContextName, text: string, tenantId = '7'): Work {
  const strategy = CONTEXT_STRATEGIES[context];
  const startupOptions = strategy.startupOptions?.(tenantId);
  return {
    exchange: strategy.exchange({ name: 'read', text, values: [tenantId], tenantId }),
    ...{ expectedRows: 1, tenantColumn: 'tenant', tenantId },
    ...(startupOptions === undefined ? {} : { startupOptions }),
  };
}

const OWN = `select current_setting('app.current_tenant_id') as tenant, pg_backend_pid()
  from pg_prepared_statements where $1::text <> '' and name in ('read', '')`;
const ANY = 'select $1::text as tenant';

/** Connections of these tests that the server still has. */
function connections(): Promise<number> {
  return withClient(database.admin, async (admin) => {
    const sql = 'select 1 from pg_stat_activity where application_name = $1';
    return (await admin.query(sql, [NAME])).rowCount ?? 0;
  });
}

/** Sockets of this process that are open or about to be. */
function sockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => /TCP/.test(kind)).length;
}

describe.each(['wire', 'pg', 'pg-pipeline'] as const)('%s', (client) => {
  const arm = { client, planCacheMode: 'auto', route: 'direct-per-request' } as const;

  test('each exchange has a connection of its own, with its own startup options', async () => {
    const session = await openSession(arm, settings, { decodeEvery: 1 });
    const items = [work('startup-option', OWN, '7'), work('startup-option', OWN, '8')];
    await session.prepare(items);
    for (const index of [0, 1, 1, 0]) expect(await runOnce(session, index)).toBeUndefined();
    expect(session.backendPid).toBe(0);
    await expect(session.planCounts('read')).rejects.toThrow('is gone before');
    expect(await connections()).toBe(0);
    await session.close();
  });

  test('samples as often as it is told, over its connections', async () => {
    const session = await openSession(arm, settings, { decodeEvery: 3 });
    const foreign = { ...work('set-config-pipelined', ANY), tenantId: '8' };
    await session.prepare([foreign]);
    const kinds: (string | undefined)[] = [];
    for (let count = 0; count < 4; count += 1) kinds.push((await runOnce(session, 0))?.kind);
    expect(kinds).toEqual(['foreign-row', undefined, undefined, 'foreign-row']);
    await session.close();
  });

  test('leaves no connection and no socket behind, whether it works, fails or is refused', async () => {
    const before = sockets();
    const fine = await openSession(arm, settings, { decodeEvery: 0 });
    await fine.prepare([work('set-config', ANY), work('set-config', 'select 1 / ($1::int - 7)')]);
    const wrong = { ...settings, password: 'not-the-password' };
    const refused = await openSession(arm, wrong, { decodeEvery: 0 });
    await refused.prepare([work('set-config', ANY)]);
    const outcomes: (string | undefined)[] = [];
    for (let count = 0; count < 30; count += 1) {
      const session = count % 3 === 2 ? refused : fine;
      outcomes.push((await runOnce(session, count % 3 === 1 ? 1 : 0))?.sqlState);
    }
    expect(outcomes).toEqual(
      Array.from({ length: 10 }, () => [undefined, '22012', '28P01']).flat(),
    );
    await Promise.all([fine.close(), refused.close()]);
    await expect.poll(connections).toBe(0);
    await expect.poll(sockets).toBe(before);
  });

  test('a refused connection is a failure that says why, and no password', async () => {
    const nowhere = { ...settings, port: 1 };
    const session = await openSession(arm, nowhere, { decodeEvery: 0 });
    await session.prepare([work('none', ANY)]);
    const failure = (await runOnce(session, 0)) as ExchangeFailure;
    expect(failure).toMatchObject({ kind: 'connection', sqlState: '' });
    expect(failure.message).toContain('ECONNREFUSED');
    expect(failure.message).not.toContain(settings.password);
    await session.close();
  });

  test('closing ends what runs, once, and waits for it', async () => {
    const session = await openSession(arm, settings, { decodeEvery: 0 });
    await session.prepare([work('none', 'select pg_sleep(60), $1::text')]);
    const outcomes: (ExchangeFailure | undefined)[] = [];
    session.run(0, (failure) => outcomes.push(failure));
    await expect.poll(connections).toBe(1);
    await session.close();
    expect(outcomes).toMatchObject([{ kind: 'connection' }]);
    expect(await runOnce(session, 0)).toMatchObject({ kind: 'connection' });
    await withClient(database.admin, (admin) =>
      admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
        [NAME],
      ),
    );
  });
});
