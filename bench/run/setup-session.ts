import type { Client, QueryResult } from 'pg';
import pg from 'pg';
import { whileNobodyConnects } from '../target/connection-gate.js';
import { statisticsTargetFor } from '../target/statistics-target.js';

/**
 * Makes a session of the owner fit for SQL that changes a database of ours: names without a schema are
 * those of `schema`, ANALYZE reads whole tables so that it says the same each time, and nothing starts
 * a connection by itself.
 */
export async function prepareSetupSession(client: Client, schema: string): Promise<void> {
  await client.query(`SET search_path = ${pg.escapeIdentifier(schema)}`);
  const statisticsTarget = statisticsTargetFor(await largestTable(client, schema));
  await client.query(`SET default_statistics_target = ${statisticsTarget}`);
  await client.query("SET maintenance_work_mem = '256MB'");
  // A worker that starts is a connection that starts: see `connection-gate.ts`.
  await client.query('SET max_parallel_maintenance_workers = 0');
}

/** Runs one statement; a VACUUM while nobody connects. */
export function runSetupStatement(client: Client, statement: string): Promise<QueryResult> {
  return /\bvacuum\b/i.test(statement)
    ? whileNobodyConnects(() => client.query(statement))
    : client.query(statement);
}

/** Rows of the largest table, as the planner has them. */
async function largestTable(client: Client, schema: string): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(
    `select coalesce(max(reltuples), 0)::float8 as rows from pg_class
      where relnamespace = $1::text::regnamespace and relkind = 'r'`,
    [schema],
  );
  return rows[0]?.rows ?? 0;
}
