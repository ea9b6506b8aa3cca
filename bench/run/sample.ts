import { createHash } from 'node:crypto';
import pg from 'pg';
import type { SchemaRows } from '../dataset/dataset.js';
import type { ConnectionSettings } from '../load/session.js';
import { withClient } from '../target/connect.js';
import type { Target } from '../target/target.js';
import type { Profile } from './profiles.js';
import { runSetup } from './sibling-database.js';

/**
 * The loaded database cut down to the profile's `siblingInvoices`, which siblings are clones of.
 * Siblings are many, and each is measured with and without indexes: on the whole data one pass over
 * them would take minutes.
 */
export interface SampleRequest {
  readonly rows: SchemaRows;
  readonly profile: Pick<Profile, 'size' | 'siblingInvoices'>;
  readonly seed: number;
}

/** What names the sample among those of the same data: its size, and the SQL that makes it. */
export function sampleKey({ rows, profile, seed }: SampleRequest): string {
  const statements = rows.sample(shareOf(profile), profile.size, seed);
  const hash = createHash('sha256').update(JSON.stringify(statements)).digest('hex');
  return `sample${profile.siblingInvoices}-${hash.slice(0, 8)}`;
}

/** Makes the sample beside a loaded database and returns its name. */
export async function makeSample(
  admin: ConnectionSettings,
  schema: string,
  database: string,
  { rows, profile, seed }: SampleRequest,
): Promise<void> {
  const [name, source] = [database, admin.database].map((each) => pg.escapeIdentifier(each));
  await withClient(admin, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`));
  await withClient({ ...admin, database }, (client) =>
    runSetup(client, schema, rows.sample(shareOf(profile), profile.size, seed), (index) => {
      return `schemas/${rows.name}: sample statement ${index + 1}`;
    }),
  );
}

/** Name of the sample that is kept in the cache with the loaded database itself. */
export function cachedSampleOf({ database }: ConnectionSettings): string {
  return `${database}_sample`;
}

/** The sample of an opened target: the one that came with its data, or made when first asked for. */
export function sampleOf(target: Target, request: SampleRequest): () => Promise<string> {
  let found: Promise<string> | undefined;
  const find = async () => {
    const cached = cachedSampleOf(target.admin);
    if (await exists(target.admin, cached)) return cached;
    if (!target.canCreateDatabase) return target.admin.database;
    const database = `${target.prefix}_sample`;
    await makeSample(target.admin, target.schema, database, request);
    return database;
  };
  return () => {
    found ??= find();
    return found;
  };
}

async function exists(admin: ConnectionSettings, database: string): Promise<boolean> {
  return withClient(admin, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      database,
    ]);
    return rowCount === 1;
  });
}

function shareOf({ size, siblingInvoices }: SampleRequest['profile']): number {
  return Math.min(1, siblingInvoices / size.invoices);
}
