import type { FactSession } from './session.js';

/**
 * Makes a PL/pgSQL function that does what a built-in does and has all that the planner knows of it:
 * volatility, cost, leakproofness, parallel safety, strictness. Its calls are counted, which those of
 * built-ins are not. It is a stand-in: its own time says nothing.
 *
 * @param body the arguments are $1, $2, ...
 */
export async function makeStandIn(
  session: FactSession,
  name: string,
  ofFunction: string,
  body: string,
): Promise<void> {
  const [row] = await session.query(
    `select provolatile, procost, proleakproof, proparallel, proisstrict,
            pg_get_function_arguments(oid) as arguments, pg_get_function_result(oid) as result
     from pg_proc where oid = $1::regprocedure`,
    [ofFunction],
  );
  if (!row) throw new Error(`Expected a function ${ofFunction}`);
  const words = [
    { i: 'immutable', s: 'stable', v: 'volatile' }[row.provolatile as 'i' | 's' | 'v'],
    { s: 'parallel safe', r: 'parallel restricted', u: 'parallel unsafe' }[
      row.proparallel as 's' | 'r' | 'u'
    ],
    row.proleakproof ? 'leakproof' : 'not leakproof',
    row.proisstrict ? 'strict' : 'called on null input',
    `cost ${row.procost}`,
  ].join(' ');
  await session.query(
    `create function ${name}(${row.arguments}) returns ${row.result} language plpgsql ${words}
       as $$ begin return ${body}; end $$`,
  );
}

/** Counts calls of a function during `work`, planning and execution alike. */
export async function countCalls(
  session: FactSession,
  name: string,
  work: () => Promise<unknown>,
): Promise<number> {
  const sql = `select coalesce(sum(calls), 0)::int as calls
       from pg_stat_xact_user_functions where funcname = '${name}'`;
  await session.query('begin');
  try {
    // What earlier transactions did may not have been handed on yet: the difference counts.
    const before = Number(await session.value(sql));
    await work();
    return Number(await session.value(sql)) - before;
  } finally {
    await session.query('commit');
  }
}
