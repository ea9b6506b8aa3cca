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

/** One more than twice the five runs after which a generic plan may be chosen would be waste; 8 is past it. */
const WARM_RUNS = 8;
const EXPLAINED_RUNS = 3;

/**
 * EXPLAIN (ANALYZE, BUFFERS, SETTINGS) of one arm's query for one tenant, as the load runs it: under
 * the role and on the connection of `client`, in the arm's context, as a named prepared statement
 * that is warmed with the load's own parameter sets until a generic plan may have been chosen.
 * The third explained run is kept: only then are its buffer counts exact (a fresh session reads
 * catalogs and sets hint bits first). The client is left as it was found, ready for the next plan.
 *
 * `explain` is of the first call. Sources: Postgres manual, PREPARE "Notes" (plan choice) and
 * EXPLAIN.
 *
 * @throws pg's DatabaseError when the query fails under the arm's role.
 */
export async function capturePlan(client: Client, request: PlanRequest): Promise<CapturedPlan> {
  const { strategy, planCacheMode, calls } = request;
  const [explained] = calls;
  if (!explained) throw new Error('capturePlan needs at least one call');
  const name = `plan_${randomUUID()}`;
  const exchangeOf = (call: QueryCall) => strategy.exchange({ ...call, name });

  await client.query("select set_config('plan_cache_mode', $1, false)", [planCacheMode]);
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
