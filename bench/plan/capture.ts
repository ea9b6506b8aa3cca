import { randomUUID } from 'node:crypto';
import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { ContextStrategy, QueryCall } from '../context/exchange.js';
import { inContext, textRows } from '../context/in-context.js';
import type { PlanCacheMode } from '../scenario/scenario.js';

export interface PlanRequest {
  readonly strategy: ContextStrategy;
  readonly planCacheMode: PlanCacheMode;
  /** The operation's query with each drawn parameter set; one text, at least one call. */
  readonly calls: readonly QueryCall[];
}

export interface CapturedPlan {
  /** EXPLAIN (FORMAT JSON) of the third explained run, whole. */
  readonly explain: unknown;
  /** Parameters of the statement, the tenant's included where the query takes it. */
  readonly parameterCount: number;
  /** Counts of `pg_prepared_statements` after the warm runs. */
  readonly genericPlans: number;
  readonly customPlans: number;
}

/** As many as a block's warm rounds: past the five after which a generic plan may be chosen. */
const WARM_RUNS = 8;
const EXPLAINED_RUNS = 3;

/**
 * EXPLAIN (ANALYZE, BUFFERS, SETTINGS) of one arm's query for one tenant: under the role of `client`,
 * in the arm's context, as a named prepared statement that has first been run with the load's
 * parameter sets in turn, as often as the load warms up, so that its kind of plan is chosen.
 * The first call is explained three times and the third is kept: only then are its buffer counts
 * exact (a fresh session reads catalogs and sets hint bits first). Afterwards the statement is gone
 * and `plan_cache_mode` is what it was when the connection was made.
 *
 * Sources: Postgres manual, PREPARE "Notes" (plan choice) and EXPLAIN.
 *
 * @throws pg's DatabaseError when the query fails under the arm's role; its statement may then stay,
 *   under a name that nobody else uses.
 */
export async function capturePlan(client: Client, request: PlanRequest): Promise<CapturedPlan> {
  const { strategy, planCacheMode, calls } = request;
  const [explained] = calls;
  if (!explained) throw new Error('capturePlan needs at least one call');
  const name = `plan_${randomUUID()}`;
  const exchangeOf = (call: QueryCall) => strategy.exchange({ ...call, name });

  await client.query("select set_config('plan_cache_mode', $1, false)", [planCacheMode]);
  try {
    for (let run = 0; run < WARM_RUNS; run++) {
      const call = calls[run % calls.length] ?? explained;
      await inContext(client, exchangeOf(call), (query) => textRows(client, query));
    }
    const counts = await planCounts(client, name);

    const explainText = `explain (analyze, buffers, settings, format json) execute ${escapeIdentifier(name)}${argumentList(explained.values)}`;
    let explain: unknown;
    for (let run = 0; run < EXPLAINED_RUNS; run++) {
      explain = await inContext(client, exchangeOf(explained), async () => {
        const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(explainText);
        return rows[0]?.['QUERY PLAN'];
      });
    }
    await client.query(`deallocate ${escapeIdentifier(name)}`);
    return { explain, parameterCount: explained.values.length, ...counts };
  } finally {
    // On a connection that broke meanwhile, what broke it is the error to tell.
    await client.query('reset plan_cache_mode').catch(() => undefined);
  }
}

async function planCounts(client: Client, name: string) {
  const { rows } = await client.query<{ generic: number; custom: number }>(
    `select generic_plans::int as generic, custom_plans::int as custom
       from pg_prepared_statements where name = $1`,
    [name],
  );
  if (!rows[0]) throw new Error(`pg_prepared_statements does not list ${name}`);
  return { genericPlans: rows[0].generic, customPlans: rows[0].custom };
}

/** EXECUTE takes no bound parameters, so the values are written as literals of unknown type. */
function argumentList(values: QueryCall['values']): string {
  if (values.length === 0) return '';
  return `(${values.map((value) => (value === null ? 'null' : escapeLiteral(value))).join(', ')})`;
}
