import type { Client } from 'pg';

/** Columns of each index of a schema, by the index's name: keys in order, then included columns. */
export type IndexCatalog = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the columns of every index of `schema` from `pg_index`. A descending key ends in " desc"
 * and an included column starts with "include "; an expression is printed as the server prints it.
 */
export async function readIndexCatalog(client: Client, schema: string): Promise<IndexCatalog> {
  const { rows } = await client.query<{ index: string; columns: string[] }>(
    `select c.relname as index,
            array_agg(
              case when k > i.indnkeyatts then 'include ' else '' end
              || pg_get_indexdef(i.indexrelid, k, true)
              || case when k <= i.indnkeyatts and i.indoption[k - 1] & 1 = 1 then ' desc' else '' end
              order by k) as columns
       from pg_index i
       join pg_class c on c.oid = i.indexrelid
       join pg_namespace n on n.oid = c.relnamespace
      cross join generate_series(1, i.indnatts) as k
      where n.nspname = $1
      group by c.relname`,
    [schema],
  );
  return new Map(rows.map(({ index, columns }) => [index, columns]));
}
