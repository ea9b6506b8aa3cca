import type { Client } from 'pg';

/** What a plan's names stand for: the indexes and tables of one schema, by name. */
export interface IndexCatalog {
  readonly indexes: ReadonlyMap<string, IndexEntry>;
  readonly tables: ReadonlyMap<string, TableEntry>;
}

export interface IndexEntry {
  /** Keys in order, then included columns; a descending key ends in " desc". */
  readonly columns: readonly string[];
  /** Pages of its file, as of now: `pg_class.relpages` is that of the last VACUUM or ANALYZE. */
  readonly pages: number;
  /** The access method: "btree", "gin", ... */
  readonly method: string;
  /** Of a partition's index: the topmost index it is part of, else null. */
  readonly parent: string | null;
}

export interface TableEntry {
  /** Rows as the planner has them, null before the first VACUUM or ANALYZE. */
  readonly rows: number | null;
  /** Of a partition: the topmost table, else null. */
  readonly parent: string | null;
}

/** Reads indexes and tables of `schema`; partitions are tables of their own. Any role may. */
export async function readIndexCatalog(client: Client, schema: string): Promise<IndexCatalog> {
  const indexes = await client.query<IndexEntry & { name: string }>(indexesOfSchema, [schema]);
  const tables = await client.query<TableEntry & { name: string }>(tablesOfSchema, [schema]);
  return {
    indexes: new Map(indexes.rows.map(({ name, ...entry }) => [name, entry])),
    tables: new Map(tables.rows.map(({ name, ...entry }) => [name, entry])),
  };
}

/**
 * An included column starts with "include "; an expression is printed as the server prints it. The
 * index of a partitioned table has no file, so no pages.
 */
const indexesOfSchema = `
  select c.relname as name, a.amname as method,
         (pg_relation_size(c.oid) / current_setting('block_size')::int)::int as pages,
         (select p.relname from pg_class p
           where c.relispartition and p.oid = pg_partition_root(c.oid)) as parent,
         array_agg(
           case when k > i.indnkeyatts then 'include ' else '' end
           || pg_get_indexdef(i.indexrelid, k, true)
           || case when k <= i.indnkeyatts and i.indoption[k - 1] & 1 = 1 then ' desc' else '' end
           order by k) as columns
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_am a on a.oid = c.relam
   cross join generate_series(1, i.indnatts) as k
   where n.nspname = $1
   group by c.oid, c.relname, c.relispartition, a.amname`;

/** `reltuples` is -1 while nobody has counted (manual, 53.11 pg_class). */
const tablesOfSchema = `
  select c.relname as name,
         case when c.reltuples >= 0 then c.reltuples::float8 end as rows,
         (select p.relname from pg_class p
           where c.relispartition and p.oid = pg_partition_root(c.oid)) as parent
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = $1 and c.relkind in ('r', 'p', 'm')`;
