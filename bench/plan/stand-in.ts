import { type Client, escapeIdentifier } from 'pg';

/**
 * Calls of `current_setting` can't be counted, not even with `track_functions = 'all'`: it is an
 * internal function (manual, 19.9.2 and 27.2 `pg_stat_xact_user_functions`). So a PL/pgSQL function
 * that does the same stands in for it, with all that the planner knows of the original.
 */

/** The two forms: `current_setting(name)` and `current_setting(name, missing_ok)`. */
const FORMS = [
  { original: 'current_setting(text)', body: 'pg_catalog.current_setting($1)' },
  { original: 'current_setting(text, boolean)', body: 'pg_catalog.current_setting($1, $2)' },
] as const;

/**
 * Makes the stand-in in a new schema named `standIns`, and has every policy, view and function of
 * `schema` call it. Afterwards the search path is empty, until the end of the transaction; the caller
 * rolls back. SQL that a function builds as a string at run time is left as it is.
 *
 * @param owner in a transaction, as a superuser or the owner of all of it
 * @param standIns a name that needs no quotes
 */
export async function putStandIn(owner: Client, schema: string, standIns: string): Promise<void> {
  await owner.query(`create schema ${standIns}`);
  await owner.query(`grant usage on schema ${standIns} to public`);
  for (const { original, body } of FORMS) {
    const { rows } = await owner.query<{ head: string }>(headOfStandIn, [original, standIns]);
    await owner.query(`${rows[0]?.head} as $stand_in$ begin return ${body}; end $stand_in$`);
  }
  await owner.query(`grant execute on all functions in schema ${standIns} to public`);
  // The server then prints every name with its schema, and checks no body in the wrong search path.
  await owner.query(`set local search_path = ''`);
  await owner.query('set local check_function_bodies = off');
  for (const read of [readPolicies, readViews, readFunctions]) {
    for (const source of await read(owner, schema)) {
      const rewritten = withStandIn(source, standIns);
      if (rewritten !== source) await owner.query(rewritten);
    }
  }
}

/** A query or definition that calls the stand-in where it called `current_setting`. */
export function withStandIn(sql: string, standIns: string): string {
  return sql.replace(callOrQuoted, (found, call: string | undefined) =>
    call === undefined ? found : `${standIns}.current_setting(`,
  );
}

/** What a plan prints, as if the original were called. */
export function withoutStandIn(printed: string, standIns: string): string {
  return printed.replaceAll(`${standIns}.current_setting(`, 'current_setting(');
}

/** Strings, quoted names and comments are passed over; the call alone is captured. */
const callOrQuoted = new RegExp(
  [
    String.raw`\be'(?:[^'\\]|\\.|'')*'`,
    `'(?:[^']|'')*'`,
    `"(?:[^"]|"")*"`,
    String.raw`--[^\n]*`,
    String.raw`/\*[\s\S]*?\*/`,
    String.raw`(?<![\w$."])((?:pg_catalog\s*\.\s*)?current_setting\s*\()`,
  ].join('|'),
  'gi',
);

const headOfStandIn = `
  select format('create function %s.current_setting(%s) returns %s language plpgsql %s %s %s %s cost %s',
                $2::text, pg_get_function_arguments(oid), pg_get_function_result(oid),
                case provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
                case proparallel when 's' then 'parallel safe' when 'r' then 'parallel restricted'
                                 else 'parallel unsafe' end,
                case when proleakproof then 'leakproof' else 'not leakproof' end,
                case when proisstrict then 'strict' else 'called on null input' end,
                procost) as head
    from pg_proc where oid = $1::regprocedure`;

async function readPolicies(owner: Client, schema: string): Promise<string[]> {
  const { rows } = await owner.query<{ source: string }>(
    `select format('alter policy %I on %I.%I', p.polname, n.nspname, c.relname)
            || coalesce(' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
            || coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '') as source
       from pg_policy p
       join pg_class c on c.oid = p.polrelid
       join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1`,
    [schema],
  );
  return rows.map(({ source }) => source);
}

/** A view without its options would lose `security_invoker`. */
async function readViews(owner: Client, schema: string): Promise<string[]> {
  const { rows } = await owner.query<{ view: string; options: string | null; query: string }>(
    `select c.relname as view, array_to_string(c.reloptions, ', ') as options,
            pg_get_viewdef(c.oid) as query
       from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relkind = 'v'`,
    [schema],
  );
  return rows.map(({ view, options, query }) => {
    const name = `${escapeIdentifier(schema)}.${escapeIdentifier(view)}`;
    return `create or replace view ${name}${options ? ` with (${options})` : ''} as ${query}`;
  });
}

async function readFunctions(owner: Client, schema: string): Promise<string[]> {
  const { rows } = await owner.query<{ source: string }>(
    `select pg_get_functiondef(f.oid) as source
       from pg_proc f
       join pg_namespace n on n.oid = f.pronamespace
       join pg_language l on l.oid = f.prolang
      where n.nspname = $1 and f.prokind in ('f', 'p') and l.lanname not in ('c', 'internal')`,
    [schema],
  );
  return rows.map(({ source }) => source);
}
