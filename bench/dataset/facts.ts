import pg from 'pg';
import { EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import type { DatasetFacts } from '../result/facts.js';
import { withClient } from '../target/connect.js';
import type { DatasetSize, NamedTenant, SchemaRows, TableRows } from './dataset.js';
import { loadError } from './load-error.js';

/** What a run knows of its data beside what the database says. */
export interface DatasetOrigin {
  readonly source: DatasetFacts['source'];
  readonly setupSeconds: number;
}

/**
 * What the database really holds: rows and bytes (indexes and TOAST included) of each table, and
 * the named tenants' rows, each counted and compared with what the seed should have made.
 *
 * The tables' owner is bound by FORCE ROW LEVEL SECURITY like everyone else, so where a policy
 * would hide rows it is lifted within a transaction that is rolled back.
 *
 * @throws EnvironmentError when a count differs
 */
export async function readDatasetFacts(
  admin: ConnectionSettings,
  schema: string,
  rows: SchemaRows,
  size: DatasetSize,
  seed: number,
  origin: DatasetOrigin,
): Promise<DatasetFacts> {
  const tables = rows.tables(size, seed);
  const tenants = rows.namedTenants(size, seed);
  try {
    return await withClient(admin, async (client) => {
      await client.query(`SET search_path = ${pg.escapeIdentifier(schema)}`);
      await client.query('BEGIN');
      const facts: DatasetFacts = {
        schema: rows.name,
        seed,
        tables: await inTurn(tables, (table) => readTable(client, table)),
        tenants: await inTurn(tenants, (tenant) => readTenant(client, tenant, rows.mainTable)),
        tenantCount: size.tenants,
        ...origin,
      };
      await client.query('ROLLBACK');
      return facts;
    });
  } catch (error) {
    throw loadError(error, 'counting the rows of the dataset');
  }
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function readTable(client: pg.Client, { table, rows }: TableRows) {
  const name = pg.escapeIdentifier(table);
  const bound = await client.query<{ active: boolean }>(
    'SELECT row_security_active($1::regclass) AS active',
    [name],
  );
  if (bound.rows[0]?.active) await client.query(`ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY`);
  const read = await client.query<{ rows: string; bytes: string }>(
    `SELECT count(*) AS rows, pg_total_relation_size('${name}') AS bytes FROM ${name}`,
  );
  const counted = Number(read.rows[0]?.rows);
  check(counted, rows, `in ${table}`);
  return { table, rows: counted, bytes: Number(read.rows[0]?.bytes) };
}

async function readTenant(client: pg.Client, tenant: NamedTenant, mainTable: string) {
  const read = await client.query<{ rows: string }>(
    `SELECT count(*) AS rows FROM ${pg.escapeIdentifier(mainTable)} WHERE tenant_id = $1`,
    [tenant.tenantId],
  );
  const counted = Number(read.rows[0]?.rows);
  check(counted, tenant.rows, `of the ${tenant.name} tenant in ${mainTable}`);
  return { name: tenant.name, tenantId: tenant.tenantId, rows: counted };
}

function check(counted: number, expected: number, where: string): void {
  if (counted === expected) return;
  throw new EnvironmentError(
    `Expected ${expected} rows ${where}, found ${counted}: the data is not what the seed makes.`,
    'Run `rlsbench cache clear`, then run again.',
  );
}
