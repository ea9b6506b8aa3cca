import type pg from 'pg';
import { z } from 'zod';
import type { CostWrites } from '../dataset/dataset.js';
import { thenClose } from '../then-close.js';

/** What one repetition on one sibling took. */
export interface IndexWork {
  readonly buildNs: number;
  readonly insert: WriteWork;
  readonly update: WriteWork;
}

export interface WriteWork {
  /** Of writing alone: without reading or finding the rows, and without foreign keys and triggers. */
  readonly ns: number;
  readonly walBytes: number;
  /** Whole pages in the WAL, written at a page's first change after a checkpoint. */
  readonly fullPageImages: number;
}

const timedNode = { 'Actual Total Time': z.number(), 'Actual Loops': z.number() };

const explained = z.tuple([
  z.looseObject({
    Plan: z.looseObject({
      ...timedNode,
      'WAL Bytes': z.number().default(0),
      'WAL FPI': z.number().default(0),
      Plans: z.array(z.looseObject({ ...timedNode, 'Parent Relationship': z.string() })),
    }),
  }),
]);

const NS_PER_MS = 1e6;

/** Bytes of a table's indexes, those of its partitions included; 0 without any. */
export async function indexBytes(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    `select sum(pg_indexes_size(oid)) as bytes from pg_class
      where oid = $1::regclass or oid in (select relid from pg_partition_tree($1::regclass))`,
    [table],
  );
  return Number(rows[0]?.bytes ?? 0);
}

/** Makes ready the session and what `measureIndexWork` writes; the owner is not to be bound by FORCE. */
export async function prepareIndexWork(
  client: pg.Client,
  table: string,
  { prepare }: CostWrites,
): Promise<void> {
  await client.query(`alter table ${table} no force row level security`);
  // An index is built by one process, as on a busy server, so its time does not hang on idle cores.
  await client.query('set max_parallel_maintenance_workers = 0');
  for (const statement of prepare) await client.query(statement);
  // Rows to change are found by their place, one at a time, whatever the planner thinks of it.
  for (const method of ['hashjoin', 'mergejoin', 'material']) {
    await client.query(`set enable_${method} = off`);
  }
}

/**
 * Builds all indexes of a table anew, then inserts and updates, each in a transaction that is rolled
 * back. Since the indexes are new, no repetition meets the entries that an earlier one left.
 */
export async function measureIndexWork(
  client: pg.Client,
  table: string,
  { insert, update }: CostWrites,
): Promise<IndexWork> {
  const startedAt = performance.now();
  await client.query(`reindex table ${table}`);
  const buildNs = (performance.now() - startedAt) * NS_PER_MS;
  return { buildNs, insert: await write(client, insert), update: await write(client, update) };
}

/**
 * Times the node that writes, less the node that gives it the rows (manual, 14.1: a node's time has
 * that of its children in it). Finding a row takes many times as long where a table has partitions,
 * and that is no cost of an index.
 */
async function write(client: pg.Client, sql: string): Promise<WriteWork> {
  await client.query('begin');
  const explain = async () => {
    const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(
      `explain (analyze, wal, format json) ${sql}`,
    );
    const [{ Plan: writing }] = explained.parse(rows[0]?.['QUERY PLAN']);
    const reading = writing.Plans.filter((node) => node['Parent Relationship'] === 'Outer');
    return {
      ns: reading.reduce((ms, node) => ms - msOf(node), msOf(writing)) * NS_PER_MS,
      walBytes: writing['WAL Bytes'],
      fullPageImages: writing['WAL FPI'],
    };
  };
  return thenClose(explain, () => client.query('rollback'));
}

function msOf(node: z.infer<z.ZodObject<typeof timedNode>>): number {
  return node['Actual Total Time'] * node['Actual Loops'];
}
