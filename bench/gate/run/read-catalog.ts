import type { Client } from 'pg';
import { type GateCatalog, gateCatalog } from '../../result/gate-parts.js';

/**
 * Reads what decides in `schema` who sees which rows and how they are found: row security of its
 * tables, policies, functions, views and indexes. Any role may; partitions are tables of their own.
 *
 * @throws pg's DatabaseError; z.ZodError where the server answers what no version from 15 to 18 does
 */
export async function readCatalog(client: Client, schema: string): Promise<GateCatalog> {
  const read = async (text: string) => (await client.query(text, [schema])).rows;
  return gateCatalog.parse({
    tables: await read(tablesSql),
    policies: await read(policiesSql),
    functions: await read(functionsSql),
    indexes: await read(indexesSql),
    views: await read(viewsSql),
  });
}

const tablesSql = `
  select c.relname as name, o.rolname as owner, o.rolsuper or o.rolbypassrls as "ownerEscapes",
         c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as forced,
         c.relispartition as "isPartition",
         array(select attname::text from pg_attribute
                where attrelid = c.oid and attnum > 0 and not attisdropped
                order by attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_roles o on o.oid = c.relowner
   where n.nspname = $1 and c.relkind in ('r', 'p')
   order by 1`;

const policiesSql = `
  select tablename as table, policyname as name, permissive = 'PERMISSIVE' as permissive,
         cmd as command, array(select role::text from unnest(roles) as role order by 1) as roles,
         qual as using, with_check as "withCheck"
    from pg_policies
   where schemaname = $1
   order by 1, 2`;

/** What a policy calls is in pg_depend, but for what is built in: that is pinned. */
const functionsSql = `
  select case when n.nspname = $1 then '' else n.nspname || '.' end
           || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name,
         case p.provolatile when 'i' then 'IMMUTABLE' when 's' then 'STABLE' else 'VOLATILE' end
           as volatility,
         p.prosecdef as "securityDefiner", md5(pg_get_functiondef(p.oid)) as definition
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
   where p.prokind in ('f', 'p')
     and not exists (select from pg_depend e
                      where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
     and (n.nspname = $1
          or exists (select from pg_depend d
                       join pg_policy y on y.oid = d.objid
                       join pg_class t on t.oid = y.polrelid
                       join pg_namespace of on of.oid = t.relnamespace
                      where d.classid = 'pg_policy'::regclass and d.refclassid = 'pg_proc'::regclass
                        and d.refobjid = p.oid and of.nspname = $1))
   order by 1`;

const indexesSql = `
  select t.relname as table, c.relname as name,
         array_agg(
           case when k > i.indnkeyatts then 'include ' else '' end
           || pg_get_indexdef(i.indexrelid, k, true)
           || case when k <= i.indnkeyatts and i.indoption[k - 1] & 1 = 1 then ' desc' else '' end
           order by k) as columns,
         pg_get_expr(i.indpred, i.indrelid) as predicate, i.indisunique as unique,
         i.indisvalid as valid
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    join pg_class t on t.oid = i.indrelid
    join pg_namespace n on n.oid = c.relnamespace
   cross join generate_series(1, i.indnatts) as k
   where n.nspname = $1
   group by t.relname, c.relname, i.indexrelid, i.indpred, i.indrelid, i.indisunique, i.indisvalid
   order by 1, 2`;

/** A view reads as its owner, but for one with security_invoker (manual, CREATE VIEW). */
const viewsSql = `
  select c.relname as name, o.rolname as owner, c.relkind = 'm' as materialized,
         has_table_privilege('public', c.oid, 'select') as "toPublic",
         array_agg(distinct t.relname::text order by t.relname::text) as tables
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_roles o on o.oid = c.relowner
    join pg_rewrite w on w.ev_class = c.oid
    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
                    and d.refclassid = 'pg_class'::regclass
    join pg_class t on t.oid = d.refobjid and t.relrowsecurity
   where n.nspname = $1 and c.relkind in ('v', 'm')
     and (o.rolsuper or o.rolbypassrls
          or pg_has_role(o.oid, t.relowner, 'usage') and not t.relforcerowsecurity)
     and not exists (select from pg_options_to_table(c.reloptions)
                      where option_name = 'security_invoker' and option_value::boolean)
   group by 1, 2, 3, 4
   order by 1`;
