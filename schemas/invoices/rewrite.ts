/**
 * SQL that gives a table other rows, and no trace of those it had. DELETE and UPDATE would leave dead
 * rows, and VACUUM leaves their index entries where they are few (manual, VACUUM `INDEX_CLEANUP`): what
 * a read then touches depends on what was read before it.
 *
 * @param rows a query of rows of the table, in the order they are to be stored in
 */
export function rewriteRows(table: string, rows: string): string[] {
  return [
    `create table rewritten as ${rows}`,
    `truncate ${table}`,
    `insert into ${table} select * from rewritten`,
    'drop table rewritten',
  ];
}

/** The tenant that just signed up: the only one on the plan "free". */
export const TINY_TENANT = `(select tenant_id from tenants where plan = 'free')`;

/** The tenant of the middle rank, by which tenants are named. */
export const MEDIAN_TENANT = `(
  select tenant_id
    from (select tenant_id, row_number() over (order by name) as rank, count(*) over () as tenants
            from tenants) as ranked
   where rank = (tenants - 1) / 2 + 1)`;
