import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchangeOf } from '../../bench/context/exchange-of.js';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { openPgPipelineSession, openPgSession } from '../../bench/load/pg.js';
import { rowsHash } from '../../bench/load/rows.js';
import { runOnce } from '../../bench/load/run-once.js';
import type { Work } from '../../bench/load/session.js';
import { openWireSession } from '../../bench/load/wire.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await withClient(database.admin, (client) =>
    client.query(`create table notes (id bigint primary key, tenant_id int, at timestamptz);
      insert into notes select n, n % 10, '2026-01-01' from generate_series(1, 100) n`),
  );
});
afterAll(() => database.close());

const NOTHING = rowsHash({ fields: [], rows: [] });

function write(
  text: string,
  values: readonly string[],
  expectedRows: number,
  over: Partial<Work> = {},
): Work {
  const call = { name: 'write', text, values, tenantId: '7', effect: 'write' as const };
  return {
    exchange: exchangeOf(CONTEXT_STRATEGIES['set-config'], call),
    ...{ expectedRows, expectedHash: NOTHING, tenantId: '7', ...over },
  };
}

const INSERT = 'insert into notes values ($1, 7, $2)';
const NEW_ROW = ['1000', '2026-02-02'];
const WRITES: readonly (readonly [string, Work])[] = [
  ['INSERT', write(INSERT, NEW_ROW, 1)],
  [
    'INSERT of a batch',
    write('insert into notes select id, 7 from unnest($1::bigint[]) as id', ['{900,901,902}'], 3),
  ],
  [
    'upsert',
    write('insert into notes values ($1, 7) on conflict (id) do update set at = now()', ['7'], 1),
  ],
  ['UPDATE', write('update notes set at = $2 where tenant_id = $1', ['7', '2026-03-03'], 10)],
  ['DELETE', write('delete from notes where tenant_id = $1', ['7'], 10)],
  ['DELETE of nothing', write('delete from notes where tenant_id = $1', ['77'], 0)],
  [
    'RETURNING',
    write('update notes set at = now() where id = $1 returning tenant_id, id', ['7'], 1, {
      tenantColumn: 'tenant_id',
      expectedHash: rowsHash({
        fields: [
          { name: 'tenant_id', dataTypeID: 23 },
          { name: 'id', dataTypeID: 20 },
        ],
        rows: [['7', '7']],
      }),
    }),
  ],
];

describe.each([
  ['wire', openWireSession],
  ['pg', openPgSession],
  ['pg-pipeline', openPgPipelineSession],
])('%s session', (_, open) => {
  test.each(WRITES)('%s: counted, checked and undone', async (_name, work) => {
    const session = await open(database.admin, { decodeEvery: 1 });
    try {
      await session.prepare([work, { ...work, expectedRows: work.expectedRows + 1 }]);
      // A second time: what the first one did is gone, and the session is out of its transaction.
      for (const _time of [1, 2]) expect(await runOnce(session, 0)).toBeUndefined();
      expect(await runOnce(session, 1)).toMatchObject({ kind: 'wrong-row-count' });
      expect(await runOnce(session, 0)).toBeUndefined();
    } finally {
      await session.close();
    }
    const left = await withClient(database.admin, (client) =>
      client.query("select count(*)::int as rows from notes where at = '2026-01-01'"),
    );
    expect(left.rows).toEqual([{ rows: 100 }]);
  });

  test('a write that returns what it should not is seen', async () => {
    const work = write('update notes set at = now() where id = $1 returning tenant_id', ['8'], 1, {
      tenantColumn: 'tenant_id',
    });
    const session = await open(database.admin, { decodeEvery: 1 });
    try {
      await session.prepare([work]);
      expect(await runOnce(session, 0)).toMatchObject({ kind: 'foreign-row' });
    } finally {
      await session.close();
    }
  });
});
