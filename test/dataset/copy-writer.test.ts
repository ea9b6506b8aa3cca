import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyStream } from '../../bench/dataset/copy-stream.js';
import { copyTable } from '../../bench/dataset/copy-table.js';
import type { CopyWriter } from '../../bench/dataset/copy-writer.js';
import { connect, withClient } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database?.close());

/** Sends one-column rows of `type` through COPY and returns them as Postgres prints them. */
async function throughCopy(type: string, writes: ((writer: CopyWriter) => void)[]) {
  let at = 0;
  const open = () =>
    copyStream((writer) => {
      const write = writes[at++];
      if (write === undefined) return false;
      writer.row(1);
      write(writer);
      return true;
    });
  return withClient(database.admin, async (client) => {
    await client.query(`set timezone = 'UTC'; drop table if exists t`);
    await client.query(`begin; create table t (v ${type})`);
    const table = { table: 't', columns: ['v'], format: 'binary', rows: writes.length } as const;
    await copyTable(client, { ...table, open }, () => {});
    await client.query('commit');
    const read = await client.query<{ v: string | null }>('select v::text from t order by ctid');
    return read.rows.map(({ v }) => v);
  });
}

test('numeric: any amount in hundredths arrives with its two decimals', async () => {
  const edges = [0, 1, 10, 99, 100, 12_345, 999_999, 1_000_000, 1_000_001, 100_000_000, 2 ** 52];
  const anyAmount = fc.oneof(fc.nat(), fc.maxSafeNat());
  const amounts = [...edges, ...fc.sample(anyAmount, { numRuns: 500, seed: 1 })];
  const expected = amounts.map((amount) => {
    const digits = String(amount).padStart(3, '0');
    return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  });
  expect(
    await throughCopy(
      'numeric',
      amounts.map((amount) => (writer) => writer.numericHundredths(amount)),
    ),
  ).toEqual(expected);
});

test('bigint: both halves arrive', async () => {
  const values = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER];
  expect(
    await throughCopy(
      'bigint',
      values.map((value) => (writer) => writer.int64(value)),
    ),
  ).toEqual(values.map(String));
});

test('timestamptz and date count from 2000-01-01', async () => {
  const micros = 8_766 * 86_400_000_000 + 1;
  expect(await throughCopy('timestamptz', [(writer) => writer.int64(micros)])).toEqual([
    '2024-01-01 00:00:00.000001+00',
  ]);
  expect(await throughCopy('date', [(writer) => writer.int32(8_766)])).toEqual(['2024-01-01']);
});

test('text, numbered text and NULL', async () => {
  expect(
    await throughCopy('text', [
      (writer) => writer.text(Buffer.from('Zürich')),
      (writer) => writer.text(Buffer.alloc(0)),
      (writer) => writer.nothing(),
      (writer) => writer.numberedText(Buffer.from('INV-'), 20_000_000, 9),
    ]),
  ).toEqual(['Zürich', '', null, 'INV-020000000']);
});

test('uuid: the sixteen bytes at an index', async () => {
  const ids = Uint8Array.from({ length: 32 }, (_, byte) => byte);
  expect(await throughCopy('uuid', [(writer) => writer.uuid(ids, 1)])).toEqual([
    '10111213-1415-1617-1819-1a1b1c1d1e1f',
  ]);
});

test('a load that stores fewer rows than promised is an error', async () => {
  const client = await connect(database.admin);
  await client.query('begin; create table short (v integer)');
  const empty = { table: 'short', columns: ['v'], format: 'binary', rows: 3 } as const;
  const load = copyTable(client, { ...empty, open: () => copyStream(() => false) }, () => {});
  await expect(load).rejects.toThrow(
    'Expected 3 rows in short after loading, the server counted 0',
  );
  await client.end();
});

test('a server that goes away in the middle of a load ends it with an error', async () => {
  const client = await connect(database.admin);
  await client.query('begin; create table endless (v integer)');
  const { rows } = await client.query('select pg_backend_pid() as pid');
  let killed = false;
  const open = () =>
    copyStream((writer) => {
      writer.row(1);
      writer.int32(1);
      return true;
    });
  const load = copyTable(
    client,
    {
      table: 'endless',
      columns: ['v'],
      format: 'binary',
      rows: 1,
      open: (onRows) => open().on('data', () => onRows?.(1)),
    },
    () => {
      if (killed) return;
      killed = true;
      void withClient(database.admin, (other) =>
        other.query('select pg_terminate_backend($1)', [rows[0].pid]),
      );
    },
  );
  await expect(load).rejects.toThrow(
    /terminating connection|Connection terminated|EPIPE|ECONNRESET/,
  );
});
