import { randomBytes, randomUUID } from 'node:crypto';
import { type Client, escapeIdentifier } from 'pg';
import type { ContextStrategy, QueryCall } from '../context/exchange.js';
import { textRows } from '../context/in-context.js';
import type { PlanSummary } from '../result/parts.js';
import type { PlanCacheMode } from '../scenario/scenario.js';
import { SESSION_SETTINGS } from '../target/session-settings.js';
import { thenClose } from '../then-close.js';
import { argumentList, WARM_RUNS } from './capture.js';
import {
  type Definition,
  leftToCall,
  putStandIn,
  type StandIns,
  withoutStandIn,
  withStandIn,
} from './stand-in.js';
import { type FunctionCalls, summarisePlan } from './summarise.js';

/** Whose calls are counted: one arm's query for one tenant. */
export interface CallRequest {
  /** The arm's role, which the owner can become. */
  readonly role: string;
  /** The schema that the arm's unqualified names are found in. */
  readonly searchPath: string;
  readonly strategy: ContextStrategy;
  readonly planCacheMode: PlanCacheMode;
  readonly call: QueryCall;
  /** The arm's own plan, as it was captured without a stand-in. */
  readonly plan: Pick<PlanSummary, 'fingerprint' | 'genericPlans' | 'customPlans'>;
}

/**
 * No calls, but a warning, where the query with the stand-in runs another plan than the arm's, or may
 * call a function that can't be made to call the stand-in.
 */
export type CountedCalls =
  | { readonly calls: FunctionCalls; readonly warning: null }
  | { readonly calls: null; readonly warning: string };

export interface CallCounter {
  /**
   * The calls of one execution: of `current_setting` (by its stand-in), of PL/pgSQL functions and of
   * SQL functions that are not inlined; without those that are not called. Those while planning count
   * too, as far as the execution is planned anew: a bare setting that serves an index is evaluated
   * once for the estimate and once for the scan. So with custom plans, and a statement's first
   * execution when it has no parameters; a kept generic plan is executed only.
   *
   * @throws pg's DatabaseError when the query fails under the arm's role; the counter serves on
   */
  count(request: CallRequest): Promise<CountedCalls>;
  /** Undoes everything. The client is the caller's again. */
  close(): Promise<void>;
}

/**
 * Opens a transaction on `owner` in which the database calls the stand-in, for any number of queries.
 * Until `close` the tables under policies are locked to everybody else (ALTER POLICY).
 *
 * @param schema whose functions are shown without it
 * @param owner used for nothing else until `close`
 * @throws pg's DatabaseError, 42501 where the owner may not set `track_functions`
 */
export async function openCallCounter(
  owner: Client,
  { schema }: { readonly schema: string },
): Promise<CallCounter> {
  const standIns = `rlsbench_calls_${randomBytes(4).toString('hex')}`;
  await owner.query('begin');
  try {
    // Before any query is planned: whether a function is tracked is decided when a plan starts.
    await owner.query(`set local track_functions = 'all'`);
    for (const { name, value } of SESSION_SETTINGS) {
      await owner.query('select set_config($1, $2, true)', [name, value]);
    }
    const put = await putStandIn(owner, standIns);
    return {
      count: async (request) => {
        const left = leftToCall(request.call.text, put);
        if (left !== null) return { calls: null, warning: leftWarning(left, put) };
        return undone(owner, () => countOnce(owner, request, { schema, standIns }));
      },
      close: async () => {
        await owner.query('rollback');
      },
    };
  } catch (error) {
    await owner.query('rollback').catch(() => undefined);
    throw error;
  }
}

function leftWarning(definition: Definition, { left }: StandIns): string {
  return `${definition.title} could not be made to call a stand-in for current_setting (${left.get(definition)}), so the calls of this query were not counted`;
}

interface Schemas {
  readonly schema: string;
  readonly standIns: string;
}

async function countOnce(
  owner: Client,
  request: CallRequest,
  schemas: Schemas,
): Promise<CountedCalls> {
  const { call, planCacheMode, plan } = request;
  const statement = escapeIdentifier(`calls_${randomUUID()}`);
  const execute = () =>
    undone(owner, async () => {
      const { rows } = await owner.query<{ 'QUERY PLAN': unknown }>(
        `explain (analyze, timing off, format json) execute ${statement}${argumentList(call.values)}`,
      );
      return rows[0]?.['QUERY PLAN'];
    });

  await becomeArm(owner, request);
  await owner.query(`prepare ${statement} as ${withStandIn(call.text, schemas.standIns)}`);
  for (let run = 0; run < RUNS_BEFORE[planCacheMode]; run++) await execute();
  const before = await readCalls(owner);
  const explain = await execute();
  const after = await readCalls(owner);
  await owner.query(`deallocate ${statement}`);

  const printed = withoutStandIn(JSON.stringify(explain), schemas.standIns);
  const captured = { ...plan, explain: JSON.parse(printed), parameterCount: call.values.length };
  const { fingerprint, tree } = summarisePlan(captured, NO_CATALOG);
  if (fingerprint === plan.fingerprint)
    return { calls: since(before, after, schemas), warning: null };
  const warning = `With a stand-in for current_setting the query has another plan, so its calls were not counted:\n${tree}`;
  return { calls: null, warning };
}

/** The execution that is counted runs the kind of plan that the arm's would by then. */
const RUNS_BEFORE: Readonly<Record<PlanCacheMode, number>> = {
  force_custom_plan: 0,
  force_generic_plan: 1,
  auto: WARM_RUNS,
};

/** A fingerprint is made of names alone. */
const NO_CATALOG = { indexes: new Map(), tables: new Map() };

/** The arm's settings, role and context, up to the savepoint's end. */
async function becomeArm(
  owner: Client,
  { role, searchPath, strategy, planCacheMode, call }: CallRequest,
): Promise<void> {
  await owner.query(
    `select set_config('search_path', $1, true), set_config('plan_cache_mode', $2, true)`,
    [escapeIdentifier(searchPath), planCacheMode],
  );
  await owner.query(`set local role ${escapeIdentifier(role)}`);
  for (const statement of strategy.exchange(call).flat()) {
    if (statement.part === 'context') await textRows(owner, statement);
  }
}

/** Does the work inside a savepoint and goes back to it, whatever comes. */
async function undone<T>(owner: Client, work: () => Promise<T>): Promise<T> {
  const savepoint = escapeIdentifier(`s_${randomUUID()}`);
  await owner.query(`savepoint ${savepoint}`);
  return thenClose(work, () =>
    owner.query(`rollback to savepoint ${savepoint}; release savepoint ${savepoint}`),
  );
}

interface CountedFunction {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly calls: number;
}

/** Counts since the transaction began, or a little longer; a rolled back savepoint takes none back. */
async function readCalls(owner: Client): Promise<CountedFunction[]> {
  const { rows } = await owner.query<CountedFunction>(
    `select funcid as oid, schemaname as schema, funcname as name, calls::float8 as calls
       from pg_stat_xact_user_functions order by schemaname, funcname`,
  );
  return rows;
}

function since(
  before: readonly CountedFunction[],
  after: readonly CountedFunction[],
  { schema, standIns }: Schemas,
): FunctionCalls {
  const byName = new Map<string, FunctionCalls[number]>();
  for (const { oid, schema: of, name, calls } of after) {
    const made = calls - (before.find((each) => each.oid === oid)?.calls ?? 0);
    if (made === 0) continue;
    const standIn = of === standIns;
    const shown = standIn || of === schema ? name : `${of}.${name}`;
    const key = `${standIn} ${shown}`;
    const others = byName.get(key)?.calls ?? 0;
    byName.set(key, { function: shown, calls: others + made, standIn });
  }
  return [...byName.values()].sort((a, b) => Number(b.standIn) - Number(a.standIn));
}
