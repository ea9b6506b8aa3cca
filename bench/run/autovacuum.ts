import type { Client } from 'pg';

/**
 * Keeps autovacuum from the tables of a database of ours, where the server runs it: it would clear away
 * the dead rows that a sibling is to have, or take new statistics in the middle of a block (manual,
 * CREATE TABLE "Storage Parameters"). Once before a set-up, and once after it for the tables it made.
 */
export async function keepAutovacuumOff(client: Client, schema: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', $1::text, relname) as name from pg_class
      where current_setting('autovacuum')::bool
        and relnamespace = quote_ident($1)::regnamespace and relkind = 'r'
        and not coalesce(reloptions, '{}') @> '{autovacuum_enabled=off}'
      order by relname`,
    [schema],
  );
  for (const { name } of rows) {
    await client.query(
      `ALTER TABLE ${name} SET (autovacuum_enabled = off, toast.autovacuum_enabled = off)`,
    );
  }
}
