import { type Client, DatabaseError } from 'pg';

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

/** Something that may call `current_setting`, and whose definition can be replaced. */
export interface Definition {
  /** For example "function auth.uid", "policy of docs". */
  readonly title: string;
  /** Its own name without the schema, by which others call it; of a policy its table's. */
  readonly name: string;
  /** The statement that defines it as it is. */
  readonly sql: string;
}

export interface StandIns {
  /** All that was looked at. */
  readonly definitions: readonly Definition[];
  /** Those that still call the original, and the server's word why: mostly for lack of rights. */
  readonly left: ReadonlyMap<Definition, string>;
}

/**
 * Makes the stand-in in a new schema named `standIns`, and has every policy, view and function of the
 * database call it, in whatever schema: `auth.uid()` is inlined into the policies of `public`.
 * Afterwards the search path is empty, until the end of the transaction; the caller rolls back. SQL
 * that a function builds as a string at run time is left as it is.
 *
 * @param owner in a transaction, as a superuser or the owner of what is to be counted
 * @param standIns a name that needs no quotes
 */
export async function putStandIn(owner: Client, standIns: string): Promise<StandIns> {
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
  const definitions: Definition[] = [];
  for (const query of [policies, views, functions]) {
    definitions.push(...(await owner.query<Definition>(query, [standIns])).rows);
  }
  const left = new Map<Definition, string>();
  for (const definition of definitions) {
    const rewritten = withStandIn(definition.sql, standIns);
    if (rewritten === definition.sql) continue;
    const refusal = await replace(owner, rewritten);
    if (refusal !== null) left.set(definition, refusal);
  }
  return { definitions, left };
}

/** Null, or why the server refuses; the transaction goes on. */
async function replace(owner: Client, sql: string): Promise<string | null> {
  await owner.query('savepoint stand_in');
  const refusal = await owner.query(sql).then(
    () => null,
    (error: unknown) => {
      if (error instanceof DatabaseError) return error.message;
      throw error;
    },
  );
  if (refusal !== null) await owner.query('rollback to savepoint stand_in');
  await owner.query('release savepoint stand_in');
  return refusal;
}

/**
 * A definition that a query may call and that still calls the original, so that its calls can't be
 * counted. Names are looked for as words in the query, in what it names so, and so on: it finds too
 * much rather than too little.
 */
export function leftToCall(text: string, { definitions, left }: StandIns): Definition | null {
  if (left.size === 0) return null;
  const called = new Set<Definition>();
  const texts = [text];
  for (let next = texts.pop(); next !== undefined; next = texts.pop()) {
    for (const definition of definitions) {
      if (called.has(definition) || !namesWord(next, definition.name)) continue;
      called.add(definition);
      texts.push(definition.sql);
    }
  }
  return [...called].find((definition) => left.has(definition)) ?? null;
}

function namesWord(text: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`, 'i').test(text);
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

/** Whoever made them; what the server came with calls `current_setting` for no tenant. */
const OURS = `n.nspname <> all (array['pg_catalog', 'information_schema', $1])`;

const policies = `
  select format('policy %s of %I', p.polname, c.relname) as title, c.relname as name,
         format('alter policy %I on %I.%I', p.polname, n.nspname, c.relname)
         || coalesce(' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
         || coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '') as sql
    from pg_policy p
    join pg_class c on c.oid = p.polrelid
    join pg_namespace n on n.oid = c.relnamespace
   where ${OURS}`;

/** A view without its options would lose `security_invoker`. */
const views = `
  select format('view %I.%I', n.nspname, c.relname) as title, c.relname as name,
         format('create or replace view %I.%I', n.nspname, c.relname)
         || coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '')
         || ' as ' || pg_get_viewdef(c.oid) as sql
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
   where ${OURS} and c.relkind = 'v'`;

const functions = `
  select format('function %I.%I', n.nspname, f.proname) as title, f.proname as name,
         pg_get_functiondef(f.oid) as sql
    from pg_proc f
    join pg_namespace n on n.oid = f.pronamespace
    join pg_language l on l.oid = f.prolang
   where ${OURS} and f.prokind in ('f', 'p') and l.lanname not in ('c', 'internal')`;
