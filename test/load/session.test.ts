import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../../bench/context/exchange.js';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { openPgPipelineSession, openPgSession } from '../../bench/load/pg.js';
import { rowsHash } from '../../bench/load/rows.js';
import { runOnce } from '../../bench/load/run-once.js';
import type { ExchangeFailure, Session, Work } from '../../bench/load/session.js';
import { openWireSession } from '../../bench/load/wire.js';
import type { ContextName } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

const CONTEXTS = Object.keys(CONTEXT_STRATEGIES) as ContextName[];
const READ = 'select id, tenant_id, note from notes where tenant_id = $1 order by id limit 20';
const FAIL = 'select id, tenant_id, 10 / (id - id) from notes where tenant_id = $1';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await withClient(database.admin, (client) =>
    client.query(`create table notes as
      select n as id, n % 10 as tenant_id, repeat('x', 50) as note from generate_series(1, 1000) n`),
  );
});

afterAll(() => database.close());

function work(context: ContextName, change: Partial<Work> = {}, text = READ): Work {
  const tenantId = '7';
  const exchange = CONTEXT_STRATEGIES[context].exchange({
    name: 'read',
    text,
    values: [tenantId],
    tenantId,
  });
  return { exchange, expectedRows: 20, tenantColumn: 'tenant_id', tenantId, ...change };
}

function run(session: Session, index = 0): Promise<ExchangeFailure | undefined> {
  return runOnce(session, index);
}

describe.each([
  ['wire', openWireSession],
  ['pg', openPgSession],
  ['pg-pipeline', openPgPipelineSession],
])('%s session', (client, open) => {
  async function using(
    items: readonly Work[],
    use: (session: Session) => Promise<void>,
    decodeEvery = 1,
  ): Promise<void> {
    const session = await open(database.admin, { decodeEvery });
    try {
      await session.prepare(items);
      await use(session);
    } finally {
      await session.close();
    }
  }

  test.each(CONTEXTS)('%s: succeeds again and again', async (context) => {
    await using([work(context), work(context)], async (session) => {
      for (let count = 0; count < 20; count += 1) {
        expect(await run(session, count % 2)).toBeUndefined();
      }
    });
  });

  test.each(CONTEXTS)('%s: an error is reported and leaves the session clean', async (context) => {
    // Division by zero only when run: a tenant without rows prepares well.
    const exchange = CONTEXT_STRATEGIES[context].exchange({
      name: 'fail',
      text: FAIL,
      values: ['7'],
      tenantId: '7',
    });
    const fine = { ...work(context), expectedRows: 20 };
    const session = await open(database.admin, { decodeEvery: 0 });
    try {
      const failing = { exchange, expectedRows: 100, tenantId: '7' };
      if (client === 'wire') {
        await session.prepare([failing, fine]);
        expect(await run(session, 0)).toEqual({
          kind: 'server-error',
          sqlState: '22012',
          message: 'division by zero',
        });
        expect(await run(session, 1)).toBeUndefined();
      } else {
        // `pg` prepares by running once, so it fails there, with the same failure.
        await expect(session.prepare([failing])).rejects.toMatchObject({
          failure: { kind: 'server-error', sqlState: '22012' },
        });
        await session.prepare([fine]);
        expect(await run(session, 0)).toBeUndefined();
      }
    } finally {
      await session.close();
    }
  });

  test('reports an error in the middle of a transaction, and is clean after it', async () => {
    const broken = work('set-config', { expectedRows: 20 });
    const table = `gone_${client.replace('-', '_')}`;
    await withClient(database.admin, (admin) =>
      admin.query(`create table ${table} as select * from notes`),
    );
    const exchange: Exchange = CONTEXT_STRATEGIES['set-config'].exchange({
      name: 'read_gone',
      text: READ.replace('notes', table),
      values: ['7'],
      tenantId: '7',
    });
    await using([{ ...broken, exchange }, broken], async (session) => {
      expect(await run(session, 0)).toBeUndefined();
      await withClient(database.admin, (admin) => admin.query(`drop table ${table}`));
      expect(await run(session, 0)).toMatchObject({ kind: 'server-error', sqlState: '42P01' });
      expect(await run(session, 1)).toBeUndefined();
    });
  });

  test.each(CONTEXTS)('%s: counts the rows of the query', async (context) => {
    await using([work(context, { expectedRows: 19 }), work(context)], async (session) => {
      expect(await run(session, 0)).toMatchObject({
        kind: 'wrong-row-count',
        message: 'The query returned 20 rows, expected 19',
      });
      expect(await run(session, 1)).toBeUndefined();
    });
  });

  test('finds a row of another tenant in the first and every n-th response after it', async () => {
    const foreign = work('set-config-pipelined', { tenantId: '8' });
    await using(
      [foreign],
      async (session) => {
        for (let count = 0; count < 7; count += 1) {
          const outcome = await run(session);
          expect(outcome?.kind).toBe(count % 3 === 0 ? 'foreign-row' : undefined);
          if (outcome) expect(outcome.message).toBe('A row has tenant_id 7, expected 8');
        }
      },
      3,
    );
  });

  test.each(CONTEXTS)(
    '%s: rows that are not those proved are found by their hash',
    async (context) => {
      const columns = ['id', 'tenant_id'].map((name) => ({ name, dataTypeID: 23 }));
      const fields = [...columns, { name: 'note', dataTypeID: 25 }];
      const rows = Array.from({ length: 20 }, (_, n) => [`${10 * n + 7}`, '7', 'x'.repeat(50)]);
      const proved = work(context, { expectedHash: rowsHash({ fields, rows }) });
      const reversed = rows.toReversed();
      const other = work(context, { expectedHash: rowsHash({ fields, rows: reversed }) });
      await using([proved, other], async (session) => {
        expect(await run(session, 0)).toBeUndefined();
        expect(await run(session, 1)).toMatchObject({
          kind: 'wrong-rows',
          message: expect.stringContaining('the first is ["7","7","xxx'),
        });
        expect(await run(session, 0)).toBeUndefined();
      });
    },
  );

  test('a result without its tenant column fails the check', async () => {
    await using([work('none', { tenantColumn: 'owner' })], async (session) => {
      expect(await run(session)).toMatchObject({ kind: 'foreign-row' });
    });
  });

  test('an exchange that leaves its transaction open is reported, and rolled back', async () => {
    const complete = work('set-config').exchange.flat();
    const open3 = { ...work('none'), exchange: complete.slice(0, 3).map((each) => [each]) };
    const status = async (session: Session) =>
      withClient(database.admin, async (admin) => {
        const { rows } = await admin.query('select state from pg_stat_activity where pid = $1', [
          session.backendPid,
        ]);
        return rows[0].state;
      });
    await using([open3], async (session) => {
      expect(await run(session)).toMatchObject({ kind: 'wrong-status' });
      expect(await status(session)).toBe('idle');
    });
  });

  test('counts the plans of a statement on its own connection', async () => {
    const text = 'select id, tenant_id from notes where tenant_id = 7';
    const generic = [[{ part: 'query', name: 'seven', text, values: [] } as const]];
    await using([work('none', { exchange: generic, expectedRows: 100 })], async (session) => {
      const before = await session.planCounts('seven');
      for (let count = 0; count < 8; count += 1) expect(await run(session)).toBeUndefined();
      const after = await session.planCounts('seven');
      expect(after.genericPlans - before.genericPlans).toBe(8);
      expect(after.customPlans).toBe(0);
    });
    await using([work('set-config')], async (session) => {
      for (let count = 0; count < 3; count += 1) expect(await run(session)).toBeUndefined();
      const { genericPlans, customPlans } = await session.planCounts('read');
      expect(genericPlans).toBe(0);
      // `pg` prepares by running once.
      expect(customPlans).toBe(client === 'wire' ? 3 : 4);
      await expect(session.planCounts('unknown')).rejects.toThrow('No statement unknown');
      expect(await run(session)).toBeUndefined();
      await kill(session.backendPid);
      await expect(session.planCounts('read')).rejects.toMatchObject({
        failure: { kind: 'connection' },
      });
    });
  });

  test('a statement that cannot be prepared says why', async () => {
    const session = await open(database.admin, { decodeEvery: 0 });
    const wrong = work('none', {}, 'select nothing from nowhere where $1 = 1');
    await expect(session.prepare([wrong])).rejects.toMatchObject({
      failure: { kind: 'server-error', sqlState: '42P01' },
    });
    await session.close();
  });

  test('a backend killed while idle is reported on the next run', async () => {
    await using([work('none')], async (session) => {
      await kill(session.backendPid);
      // The server said why before it hung up.
      expect(await run(session)).toMatchObject({ kind: 'connection', sqlState: '57P01' });
      expect(await run(session)).toMatchObject({ kind: 'connection' });
    });
  });

  test('a backend killed at work is reported once', async () => {
    const sleeping = work('set-config', { expectedRows: 1, tenantColumn: '' });
    const { tenantColumn: _, ...item } = sleeping;
    const exchange = CONTEXT_STRATEGIES['set-config'].exchange({
      name: 'sleep',
      text: 'select pg_sleep($1)',
      values: ['0'],
      tenantId: '7',
    });
    const long = exchange.map((round) =>
      round.map((each) => (each.part === 'query' ? { ...each, values: ['60'] } : each)),
    );
    await using(
      [
        { ...item, exchange },
        { ...item, exchange: long },
      ],
      async (session) => {
        expect(await run(session, 0)).toBeUndefined();
        const outcome = run(session, 1);
        await atWork(session.backendPid);
        await kill(session.backendPid);
        expect(await outcome).toMatchObject({ kind: 'connection', sqlState: '57P01' });
      },
    );
  });

  test('closing leaves no backend behind, and can be done twice', async () => {
    const session = await open(database.admin, { decodeEvery: 0 });
    await session.close();
    await session.close();
    await expect
      .poll(() =>
        withClient(database.admin, async (admin) => {
          const { rowCount } = await admin.query('select 1 from pg_stat_activity where pid = $1', [
            session.backendPid,
          ]);
          return rowCount;
        }),
      )
      .toBe(0);
  });
});

async function kill(pid: number): Promise<void> {
  await withClient(database.admin, (admin) =>
    admin.query('select pg_terminate_backend($1, 5000)', [pid]),
  );
}

async function atWork(pid: number): Promise<void> {
  await expect
    .poll(() =>
      withClient(database.admin, async (admin) => {
        const { rows } = await admin.query(
          'select wait_event from pg_stat_activity where pid = $1',
          [pid],
        );
        return rows[0]?.wait_event;
      }),
    )
    .toBe('PgSleep');
}
