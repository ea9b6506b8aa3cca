import { randomUUID } from 'node:crypto';
import { type Client, escapeIdentifier, escapeLiteral, type QueryResult } from 'pg';
import type { ContextStrategy, QueryCall } from '../context/exchange.js';
import { exchangeOf } from '../context/exchange-of.js';
import { inOneMessage } from '../context/in-one-message.js';
import type { PlanCacheMode } from '../scenario/scenario.js';
import { numberOf, parseExplain } from './explain.js';

export interface PlanRequest {
  readonly strategy: ContextStrategy;
  readonly planCacheMode: PlanCacheMode;
  /** The operation's query with each drawn parameter set; one text, at least one call. */
  readonly calls: readonly QueryCall[];
  /** What warms the statement instead of `calls`: the same text with another tenant's parameters. */
  readonly warmCalls?: readonly QueryCall[];
  /** A write: what it writes to the WAL is explained too. Its calls say the same, and roll back. */
  readonly effect?: 'write';
}

export interface CapturedPlan {
  /** EXPLAIN (FORMAT JSON) of the kept run, whole. */
  readonly explain: unknown;
  /** Parameters of the statement, the tenant's included where the query takes it. */
  readonly parameterCount: number;
  /** Counts of `pg_prepared_statements` after the warm runs. */
  readonly genericPlans: number;
  readonly customPlans: number;
}

/** As many as a block's warm rounds: past the five after which a generic plan may be chosen. */
export const WARM_RUNS = 8;
/** The last of them is kept. */
const EXPLAINED_RUNS = 3;
/** Further runs of a write until one touches no page for the first time after a checkpoint. */
const RUNS_WITHOUT_IMAGES = 5;

/**
 * EXPLAIN (ANALYZE, BUFFERS, SETTINGS, for a write WAL too) of one arm's query for one tenant: under
 * the role of `client`, in the arm's context, as a named prepared statement. The first call is
 * explained three times and the third is kept: only then are its buffer counts exact (a fresh session
 * reads catalogs and sets hint bits first). Afterwards the statement is gone and `plan_cache_mode` is
 * what it was when the connection was made.
 *
 * Before that the statement is run with the load's parameter sets (or `warmCalls`) in turn, as often
 * as the load warms up, so that its kind of plan is chosen; not so where custom plans are forced,
 * since then there is nothing to choose, unless there are `warmCalls`.
 *
 * The WAL of a page's first change after a checkpoint holds the page whole (manual, 30.1
 * `full_page_writes`): a write is explained again until its figure has no such image in it.
 *
 * Sources: Postgres manual, PREPARE "Notes" (plan choice) and EXPLAIN.
 *
 * @throws pg's DatabaseError when the query fails under the arm's role; its statement may then stay,
 *   under a name that nobody else uses.
 */
export async function capturePlan(client: Client, request: PlanRequest): Promise<CapturedPlan> {
  const { strategy, planCacheMode, calls, effect } = request;
  const [explained] = calls;
  if (!explained) throw new Error('capturePlan needs at least one call');
  if (effect !== explained.effect) throw new Error('A write must be one in its calls too');
  const name = `plan_${randomUUID()}`;
  const statement = escapeIdentifier(name);
  const execute = ({ values }: QueryCall) => `execute ${statement}${argumentList(values)}`;
  const options = `analyze, buffers, settings, format json${effect === 'write' ? ', wal' : ''}`;
  /** Reads one after the other in one transaction; each write is rolled back before the next. */
  const explainTimes = async (runs: number) => {
    const explains = Array.from(
      { length: runs },
      () => `explain (${options}) ${execute(explained)}`,
    );
    const exchange = exchangeOf(strategy, { ...explained, name });
    return lastPlan(
      await send(
        client,
        effect === 'write'
          ? explains.map((explain) => inOneMessage(exchange, [explain]))
          : [inOneMessage(exchange, explains)],
      ),
    );
  };

  const warmCalls = warmCallsOf(request);
  try {
    await send(client, [
      `set plan_cache_mode = ${planCacheMode};`,
      `prepare ${statement} as ${explained.text};`,
      ...warmCalls.map((call) =>
        inOneMessage(exchangeOf(strategy, { ...call, name }), [execute(call)]),
      ),
    ]);
    const counts =
      warmCalls.length === 0 ? countsUnasked(explained) : await planCounts(client, name);
    let explain = await explainTimes(EXPLAINED_RUNS);
    for (let run = 0; run < RUNS_WITHOUT_IMAGES && fullPageImages(explain) > 0; run++) {
      explain = await explainTimes(1);
    }
    await client.query(`deallocate ${statement}; reset plan_cache_mode`);
    return { explain, parameterCount: explained.values.length, ...counts };
  } catch (error) {
    // On a connection that broke meanwhile, what broke it is the error to tell.
    await client.query('rollback').catch(() => undefined);
    await client.query('reset plan_cache_mode').catch(() => undefined);
    throw error;
  }
}

/** Sends the messages as one, in one round trip, and returns every statement's result. */
async function send(client: Client, messages: readonly string[]): Promise<QueryResult[]> {
  const results: unknown = await client.query(messages.join('\n'));
  return Array.isArray(results) ? results : [results as QueryResult];
}

function lastPlan(results: readonly QueryResult[]): unknown {
  return results.findLast(({ fields }) => fields[0]?.name === 'QUERY PLAN')?.rows[0]?.[
    'QUERY PLAN'
  ];
}

function warmCallsOf({ planCacheMode, calls, warmCalls }: PlanRequest): readonly QueryCall[] {
  if (planCacheMode === 'force_custom_plan' && warmCalls === undefined) return [];
  const from = warmCalls ?? calls;
  return Array.from({ length: WARM_RUNS }, (_, run) => from[run % from.length] as QueryCall);
}

/** 0 without the option WAL: its keys are then missing. */
function fullPageImages(explain: unknown): number {
  return numberOf(parseExplain(explain).Plan, 'WAL FPI') ?? 0;
}

/**
 * Plans before the kept one where custom plans are forced: they are what is forced, but a statement
 * without parameters has a generic plan whatever is set (plancache.c, `choose_custom_plan`).
 */
function countsUnasked({ values }: QueryCall) {
  const plans = EXPLAINED_RUNS - 1;
  return values.length === 0
    ? { genericPlans: plans, customPlans: 0 }
    : { genericPlans: 0, customPlans: plans };
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
export function argumentList(values: QueryCall['values']): string {
  if (values.length === 0) return '';
  return `(${values.map((value) => (value === null ? 'null' : escapeLiteral(value))).join(', ')})`;
}
