import pg from 'pg';
import { statisticsTargetFor } from './statistics-target.js';

/**
 * Copies tables with their rows in the same physical order, their indexes (built afresh, as the
 * originals were) and no RLS, into a new schema.
 *
 * The admin owns the tables, and FORCE ROW LEVEL SECURITY binds owners too; so the force is lifted
 * within the copying transaction and put back before anybody sees it. `row_security = off` makes
 * a policy that would still apply an error instead of a silent filter (manual, 5.9).
 */
export async function copyTables(
  client: pg.Client,
  from: string,
  to: string,
  tables: readonly string[],
): Promise<void> {
  const twin = pg.escapeIdentifier(to);
  const names = tables.map((table) => pg.escapeIdentifier(table));
  const source = (name: string) => `${pg.escapeIdentifier(from)}.${name}`;
  const rows = new Map<string, number>();
  await client.query('BEGIN');
  try {
    await client.query('SET LOCAL row_security = off');
    await client.query(`CREATE SCHEMA ${twin}`);
    for (const [index, name] of names.entries()) {
      const forced = await isForced(client, source(name));
      if (forced) await client.query(`ALTER TABLE ${source(name)} NO FORCE ROW LEVEL SECURITY`);
      const columns = await writableColumns(client, from, tables[index] ?? '');
      await client.query(`CREATE TABLE ${twin}.${name} (LIKE ${source(name)} INCLUDING ALL)`);
      const { rowCount } = await client.query(
        `INSERT INTO ${twin}.${name} (${columns}) OVERRIDING SYSTEM VALUE
         SELECT ${columns} FROM ${source(name)} ORDER BY ctid`,
      );
      rows.set(name, rowCount ?? 0);
      await client.query(`REINDEX TABLE ${twin}.${name}`);
      if (forced) await client.query(`ALTER TABLE ${source(name)} FORCE ROW LEVEL SECURITY`);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  // With the originals' target, or the arms' estimates would differ by their samples.
  for (const name of names) {
    const target = statisticsTargetFor(rows.get(name) ?? 0);
    await client.query(`SET default_statistics_target = ${target}`);
    await client.query(`VACUUM (ANALYZE) ${twin}.${name}`);
  }
}

async function isForced(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query(
    'SELECT relforcerowsecurity AS forced FROM pg_class WHERE oid = $1::regclass',
    [table],
  );
  return rows[0].forced;
}

/** All columns but generated ones, which compute themselves. */
async function writableColumns(client: pg.Client, schema: string, table: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
      WHERE attrelid = format('%I.%I', $1::text, $2::text)::regclass
        AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
      ORDER BY attnum`,
    [schema, table],
  );
  return rows.map(({ name }) => pg.escapeIdentifier(name)).join(', ');
}
