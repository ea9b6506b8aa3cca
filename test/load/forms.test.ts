import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../../bench/context/exchange.js';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { countsPlans, openClient, openSession } from '../../bench/load/open.js';
import { runOnce } from '../../bench/load/run-once.js';
import type { Session, SessionOptions, Work } from '../../bench/load/session.js';
import type { ClientKind, ContextName, StatementForm } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

/** Every driver in every form of statements: what it sends, and that its checks hold in each. */

const CONTEXTS = Object.keys(CONTEXT_STRATEGIES) as ContextName[];
const CLIENTS: ClientKind[] = ['wire', 'pg', 'pg-pipeline', 'pg-pool'];
const FORMS: StatementForm[] = ['simple', 'unnamed', 'named'];
const READ = `select id, tenant_id, note -- with a comment at its end, and a ' in it
  from notes where tenant_id = $1 and note <> $2 order by id limit 20 -- 'here`;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  await withClient(database.admin, (client) =>
    client.query(`create table notes as
      select n as id, n % 10 as tenant_id, 'it''s ' || n as note from generate_series(1, 400) n`),
  );
});
afterAll(() => database.close());

function exchangeOf(context: ContextName, text = READ): Exchange {
  const query = { name: 'read', text, values: ['7', "o'clock"], tenantId: '7' };
  return CONTEXT_STRATEGIES[context].exchange(query);
}

function work(context: ContextName, change: Partial<Work> = {}): Work {
  const own = { expectedRows: 20, tenantColumn: 'tenant_id', tenantId: '7' };
  return { exchange: exchangeOf(context), ...own, ...change };
}

async function using(
  client: ClientKind,
  options: Partial<SessionOptions>,
  items: readonly Work[],
  use: (session: Session) => Promise<void>,
): Promise<void> {
  const session = await openClient(client, { ...database.admin }, { decodeEvery: 1, ...options });
  try {
    await session.prepare(items);
    await use(session);
  } finally {
    await session.close();
  }
}

/** Asks a session's own connection for the named statements that are prepared on it. */
const preparedNames: Work = {
  ...{ tenantId: '7', expectedRows: 0 },
  exchange: [
    [
      {
        ...{ part: 'query', name: '', values: [] },
        text: "select name from pg_prepared_statements where name <> ''",
      },
    ],
  ],
};

describe.each(CLIENTS)('%s', (client) => {
  describe.each(FORMS)('%s', (statement) => {
    test.each(CONTEXTS)(
      '%s: runs, counts rows, finds foreign ones and survives an error',
      async (context) => {
        const items = [
          work(context),
          work(context, { expectedRows: 19 }),
          work(context, { tenantId: '8' }),
          work(context, { exchange: exchangeOf(context, 'select 1 / ($1::int - 7), $2::text') }),
        ];
        // `pg` prepares a named statement by running it, and one name is one text.
        const last = items.pop() as Work;
        await using(client, { statement }, items, async (session) => {
          for (let count = 0; count < 2; count += 1) {
            expect(await runOnce(session, 0)).toBeUndefined();
            expect(await runOnce(session, 1)).toMatchObject({
              message: 'The query returned 20 rows, expected 19',
            });
            expect(await runOnce(session, 2)).toMatchObject({
              message: 'A row has tenant_id 7, expected 8',
            });
          }
          if (statement === 'named') return;
          await session.prepare([last, work(context)]);
          expect(await runOnce(session, 0)).toMatchObject({ sqlState: '22012' });
          expect(await runOnce(session, 1)).toBeUndefined();
        });
      },
    );

    test('leaves only what has a name prepared', async () => {
      // The wire driver prepares BEGIN and COMMIT too.
      const left = statement === 'named' ? (client === 'wire' ? 3 : 1) : 0;
      await using(client, { statement }, [work('set-local')], async (session) => {
        expect(await runOnce(session, 0)).toBeUndefined();
        await session.prepare([{ ...preparedNames, expectedRows: left }]);
        expect(await runOnce(session, 0)).toBeUndefined();
      });
    });

    test('thinks inside the transaction, for as long as it is told', async () => {
      const text = `select 7 as tenant_id
        where clock_timestamp() - now() >= interval '25 ms' and $1::int = 7 and $2 <> ''`;
      const thinking = exchangeOf('set-config', text).map((round) =>
        round.map((each) => (each.part === 'query' ? { ...each, thinkMs: 30 } : each)),
      );
      const items = [work('set-config', { exchange: thinking, expectedRows: 1 })];
      await using(client, { statement }, items, async (session) => {
        expect(await runOnce(session, 0)).toBeUndefined();
      });
    });
  });
});

async function idleInTransaction(): Promise<number> {
  return withClient(database.admin, async (admin) => {
    const { rowCount } = await admin.query(
      `select 1 from pg_stat_activity
        where state = 'idle in transaction' and datname = current_database()`,
    );
    return rowCount ?? 0;
  });
}

test('an exchange that is lost while it thinks ends once', async () => {
  const [begin = [], ...rest] = exchangeOf('transaction');
  const query = (rest[0] ?? []).map((each) => ({ ...each, thinkMs: 500 }));
  const item = work('transaction', { exchange: [begin, query, ...rest.slice(1)] });
  await using('wire', {}, [item], async (session) => {
    const running = runOnce(session, 0);
    await expect.poll(idleInTransaction).toBe(1);
    await withClient(database.admin, (admin) =>
      admin.query('select pg_terminate_backend($1, 5000)', [session.backendPid]),
    );
    expect(await running).toMatchObject({ kind: 'connection', sqlState: '57P01' });
    expect(await runOnce(session, 0)).toMatchObject({ kind: 'connection' });
  });
});

test('plans are counted where a session has a statement of its own', async () => {
  const arm = { client: 'wire', planCacheMode: 'auto' } as const;
  expect(countsPlans(arm)).toBe(true);
  for (const change of [
    { statement: 'simple' },
    { statement: 'unnamed' },
    { client: 'pg-pool' },
    { route: 'direct-per-request' },
    { route: 'pgbouncer-session' },
  ] as const) {
    expect(countsPlans({ ...arm, ...change })).toBe(false);
  }
  const session = await openSession(arm, database.admin);
  await session.prepare([work('none')]);
  expect(await session.planCounts('read')).toEqual({ genericPlans: 0, customPlans: 0 });
  await session.close();
});
