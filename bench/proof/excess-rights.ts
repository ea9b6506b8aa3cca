import type { Client } from 'pg';

/** Unqualified names of the tables that a role was given, in its schemas (its search_path). */
export interface GrantedTables {
  readonly reads: readonly string[];
  /** Those it may INSERT into, UPDATE and DELETE from too. */
  readonly writes: readonly string[];
}

/**
 * What the current role may do beyond the tables it was given, by right of its own, of a group or of
 * PUBLIC; empty where it may do nothing else:
 * - attributes and memberships;
 * - any right on a table, view or column of any schema, or on a sequence, but SELECT on those it may
 *   read and INSERT, UPDATE and DELETE on those it may write;
 * - SELECT on anything else in its schemas: in a person's own database, what they let PUBLIC read
 *   elsewhere is their affair;
 * - CREATE in its schemas or on the database.
 */
export async function excessRights(client: Client, granted: GrantedTables): Promise<string[]> {
  const { reads, writes } = granted;
  return [
    ...(await texts(client, attributesSql)),
    ...(await texts(client, relationsSql, [reads, await tablePrivileges(client), writes])),
    ...(await texts(client, columnsSql, [reads])),
    ...(await texts(client, sequencesSql)),
    ...(await texts(client, creatingSql)),
  ];
}

/** The one column `problem` of a query's rows. */
export async function texts(
  client: Client,
  sql: string,
  values: unknown[] = [],
): Promise<string[]> {
  const { rows } = await client.query<{ problem: string }>(sql, values);
  return rows.map(({ problem }) => problem);
}

/** Privileges of tables on this version (manual, 5.8 "Privileges"); MAINTAIN came with 17. */
async function tablePrivileges(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ number: number }>(
    `select current_setting('server_version_num')::int as number`,
  );
  const all = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'];
  return (rows[0]?.number ?? 0) >= 170_000 ? [...all, 'MAINTAIN'] : all;
}

const attributesSql = `
  select 'it has ' || attribute as problem
    from pg_roles,
         lateral (values ('SUPERUSER', rolsuper), ('CREATEROLE', rolcreaterole),
                         ('CREATEDB', rolcreatedb), ('REPLICATION', rolreplication)) as a (attribute, has)
   where rolname = current_user and has
  union all
  select 'it is a member of ' || r.rolname
    from pg_auth_members m join pg_roles r on r.oid = m.roleid
   where m.member = (select oid from pg_roles where rolname = current_user)`;

const ofUsers = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_toast%'`;
const isOneOf = (names: string) => `c.relkind in ('r', 'p') and c.relname = any (${names}::text[])`;
/** Whether SELECT is what it was given, or none of ours to judge. */
const mayBeRead = `(n.nspname <> all (current_schemas(false)) or (${isOneOf('$1')}))`;
const mayBeWritten = `(n.nspname = any (current_schemas(false)) and ${isOneOf('$3')})`;

const relationsSql = `
  select 'it may ' || string_agg(privilege, ', ' order by privilege) || ' on ' || c.relname as problem
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
   cross join unnest($2::text[]) as privilege
   where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${ofUsers}
     and has_table_privilege(current_user, c.oid, privilege)
     and not (privilege = 'SELECT' and ${mayBeRead})
     and not (privilege in ('INSERT', 'UPDATE', 'DELETE') and ${mayBeWritten})
   group by c.oid, c.relname`;

const columnsSql = `
  select 'it may ' || privilege || ' columns of ' || c.relname as problem
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
   cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) as privilege
   where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${ofUsers}
     and has_any_column_privilege(current_user, c.oid, privilege)
     and not has_table_privilege(current_user, c.oid, privilege)
     and not (privilege = 'SELECT' and ${mayBeRead})`;

const sequencesSql = `
  select 'it may ' || string_agg(privilege, ', ' order by privilege) || ' on ' || c.relname as problem
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
   cross join unnest(array['USAGE', 'UPDATE']) as privilege
   where c.relkind = 'S' and ${ofUsers} and has_sequence_privilege(current_user, c.oid, privilege)
   group by c.oid, c.relname`;

const creatingSql = `
  select 'it may CREATE in schema ' || nspname as problem
    from pg_namespace
   where nspname = any (current_schemas(false)) and has_schema_privilege(current_user, oid, 'CREATE')
  union all
  select 'it may CREATE in database ' || current_database()
   where has_database_privilege(current_user, current_database(), 'CREATE')`;
