/**
 * The words of a scenario. A scenario is one question asked of the database: operations, arms and
 * contrasts between arms. It knows no driver, no statistics and no report.
 */

import type { LoadPlan } from './load-plan.js';
import type { SqlFile } from './sql-file.js';

export type * from './load-plan.js';

/** A tenant picked by its size: the largest, the one in the middle, and one that just signed up. */
export const TENANT_NAMES = ['whale', 'median', 'tiny'] as const;
export type TenantName = (typeof TENANT_NAMES)[number];

/** Who filters by tenant: the query's own WHERE clause, or a row-level security policy. */
export type Isolation = 'where' | 'rls';

/**
 * Which client sends the exchange: our bare-socket driver, or `pg` as an application uses it; `pg-pool`
 * takes a client from a `pg.Pool` for each exchange and gives it back.
 */
export type ClientKind = 'wire' | 'pg' | 'pg-pipeline' | 'pg-pool';

/**
 * How a connection reaches the database: a new one for each exchange; one that is kept open, as in an
 * application's own pool; or through PgBouncer, whose server connection is the client's for one
 * transaction or until it disconnects (PgBouncer manual, pool_mode).
 */
export const ROUTES = [
  'direct-per-request',
  'direct-pooled',
  'pgbouncer-transaction',
  'pgbouncer-session',
] as const;
export type Route = (typeof ROUTES)[number];

/**
 * How a statement is sent (Postgres manual, 54.2): as text in one message of the simple protocol;
 * parsed anew each time under no name; or parsed once under a name.
 */
export type StatementForm = 'simple' | 'unnamed' | 'named';

/** Name of a context strategy registered in `bench/context/`. */
export type ContextName =
  | 'none'
  | 'transaction'
  | 'set-config'
  | 'set-config-pipelined'
  | 'set-config-implicit'
  | 'set-local'
  | 'one-message'
  | 'session-set-reset'
  | 'session-set'
  | 'set-local-autocommit'
  | 'set-local-role'
  | 'startup-option'
  | 'signed-token';

/** `plan_cache_mode` of an arm's sessions (Postgres manual, 19.7.4). */
export type PlanCacheMode = 'auto' | 'force_generic_plan' | 'force_custom_plan';

/**
 * The levels that make an arm. Those that are optional say in a few words what is different about the
 * arm's sibling database or its query; a report groups its rows by them.
 */
export interface Factors {
  readonly isolation: Isolation;
  readonly context: ContextName;
  readonly client: ClientKind;
  readonly planCacheMode: PlanCacheMode;
  /** How it reaches the database; absent: directly, on a connection that is kept open. */
  readonly route?: Route;
  /** How its query is sent; absent: named. */
  readonly statement?: StatementForm;
  /** The indexes there are, for example "(tenant_id, created_at DESC)". */
  readonly indexes?: string;
  /** The form of the policy, for example "wrapped in a subselect". */
  readonly policy?: string;
  /** The size of the table as a multiple of the smallest: "1", "3", "10". */
  readonly rows?: string;
  /** The state of the table, for example "10% updated" or "shared buffers cold". */
  readonly state?: string;
  /** Which of the operation's `forms` it sends; absent: the text of its isolation. */
  readonly form?: string;
  /** The tenant whose parameters warm the prepared statement, where it is not the measured one. */
  readonly warmedBy?: TenantName;
}

/**
 * A sibling database: a clone of the loaded one, or of another sibling, changed by SQL. Arms that
 * vary indexes, policies or the state of a table live on siblings of one loaded database.
 */
export interface Sibling {
  readonly name: string;
  readonly title: string;
  /** The sibling it is a clone of; absent: the loaded database (cut down, see `Scenario.sample`). */
  readonly from?: string;
  /** Run in it as its owner, one after the other, each outside a transaction. */
  readonly setup?: readonly string[];
  /**
   * Files of SQL run in it after that, each on a connection of its own as a migration tool would: what
   * a gate's base and head bring. Not for scenario files.
   */
  readonly sql?: readonly SqlFile[];
  /**
   * Another sibling that is made again as this one, for an A/A contrast over two clones; it needs no
   * `from`, `setup`, `rows` or `reads` of its own.
   */
  readonly repeats?: string;
  /**
   * Names the rows it holds, where they are not those of the database it is a clone of. Arms on the
   * same rows must return the same; arms on other rows are compared only with each other.
   */
  readonly rows?: string;
  /** Further tables and views in it that the RLS arms' role may read: what policies look up. */
  readonly reads?: readonly string[];
}

/** One way to do the same work. */
export interface Arm extends Factors {
  readonly name: string;
  /** Short label for tables and charts, for example "RLS, one round trip". */
  readonly title: string;
  /** Set on the arm that repeats another to measure the noise floor; the name of that other arm. */
  readonly repeats?: string;
  /** The sibling database it works on; absent: the loaded database itself. */
  readonly sibling?: string;
  /** The only operations it takes part in; absent: every one that has its form. */
  readonly operations?: readonly string[];
}

/**
 * One query, in the two forms an application would write it.
 *
 * In `where`, `$1` is the tenant id and the drawn parameters follow as `$2`, `$3`, ...
 * In `rls`, the drawn parameters are `$1`, `$2`, ... and the tenant comes from the policy.
 */
export interface Operation {
  readonly name: string;
  readonly title: string;
  readonly where: string;
  readonly rls: string;
  /** Tables the query reads; on each of them `row_security_active` is proved. */
  readonly tables: readonly string[];
  /**
   * SQL that draws the parameter sets, run once a tenant before any load.
   * `$1` is the tenant id, `$2` an integer seed, `$3` how many sets to return; each returned row is
   * one set, its columns the drawn parameters in order. Absent: the operation has no parameters
   * beside the tenant.
   */
  readonly draw?: string;
  /**
   * Name of a result column that holds the tenant id of the row, for the foreign-row check under
   * load. Every operation that returns rows selects it; an aggregate has none.
   */
  readonly tenantColumn?: string;
  /**
   * Other ways to ask for the same rows, by name, for arms of that `form`: parameters as in the text
   * of the arm's isolation. An arm whose form is missing here takes no part in the operation.
   */
  readonly forms?: Readonly<Record<string, string>>;
  /**
   * Those of `forms` that an RLS arm too is given the tenant for, as `$1` before the drawn parameters:
   * an INSERT that names it.
   */
  readonly tenantForms?: readonly string[];
  /** A write: every execution of it is rolled back. Absent: it only reads. */
  readonly effect?: 'write';
  /**
   * What a write left behind, for one whose texts have no RETURNING: a query that the proof runs after
   * it, in its transaction and as its arm, and whose rows must be equal on all arms. `$1` is the tenant
   * id, then as many of the drawn parameters as it needs, in order.
   */
  readonly verify?: string;
  /** What must hold of its plans. */
  readonly expect?: readonly Expectation[];
}

/** What must hold of the plans of one operation, judged by what the plan did. At least one rule. */
export interface Expectation {
  /** The arms it is about; absent: all. */
  readonly arms?: readonly string[];
  /** The tenants it is about; absent: all. */
  readonly tenants?: readonly TenantName[];
  /**
   * An index by name, or by its leading columns as "tenant_id, created_at desc": of the operation's
   * first table, or of another as "line_items (tenant_id, invoice_id)".
   */
  readonly uses?: string;
  /** Every table read is read from an index alone. */
  readonly indexOnly?: true;
  /** No sequential scan of a table with more rows than this. */
  readonly noSeqScan?: { readonly aboveRows: number };
  /** The column is no filter on rows already read: where it is compared, it is an index condition. */
  readonly noFilterOn?: string;
  /** Shared blocks hit and read by the execution. */
  readonly maxBuffers?: number;
  readonly maxRowsRemoved?: number;
  readonly maxHeapFetches?: number;
  /** Calls of functions in the policy, and of the stand-in for `current_setting`, an execution. */
  readonly maxFunctionCalls?: number;
  readonly maxRoundTrips?: number;
  readonly noSort?: true;
  /** The planner's rows are at most this many times too many or too few, at every scan. */
  readonly estimateWithin?: number;
}

/** Two arms compared: treatment over baseline. */
export interface Contrast {
  readonly name: string;
  /** What the step is, in a few words: "the policy itself", "one more round trip for the context". */
  readonly title: string;
  readonly treatment: string;
  readonly baseline: string;
  /**
   * `step` of the cost ladder, the `total`, the `aa` control that sets the noise floor, the `twin`:
   * two arms with `plan_cache_mode` made equal, beside a step whose plan kinds may differ, or a
   * `level`: another level of one factor, for example other indexes.
   */
  readonly kind: 'step' | 'total' | 'aa' | 'twin' | 'level';
}

/** Where an arm is measured: one operation, one tenant, one number of concurrent workers. */
export interface Cell {
  readonly operation: string;
  readonly tenant: TenantName;
  readonly concurrency: number;
}

export interface Scenario {
  readonly name: string;
  /** One sentence ending in a question mark. */
  readonly question: string;
  /** Name of a folder in `schemas/`. */
  readonly dataset: string;
  readonly operations: readonly Operation[];
  readonly arms: readonly Arm[];
  readonly contrasts: readonly Contrast[];
  /** The operations whose cell stands for the scenario in profile `start`, most telling first. */
  readonly telling: readonly string[];
  /** The tenants of those cells; absent: all three. */
  readonly tellingTenants?: readonly TenantName[];
  /** The operations that are also measured above concurrency 1 in profile `quick`. */
  readonly concurrent: readonly string[];
  /**
   * The operations that are put under load in profile `quick`; the others are proved, planned and
   * judged there, and measured from `standard` on. Absent: all.
   */
  readonly timed?: readonly string[];
  /** The tenants they are put under load for in `quick`; absent: all three. */
  readonly timedTenants?: readonly TenantName[];
  /** The databases its arms work on beside the loaded one. */
  readonly siblings?: readonly Sibling[];
  /** Siblings are clones of the loaded database cut down to the profile's `siblingInvoices`. */
  readonly sample?: true;
  /** The sibling that parameters are drawn from: the one whose rows all others have too. */
  readonly drawFrom?: string;
  /** Count the calls of functions in each arm's policies, with a stand-in for `current_setting`. */
  readonly countCalls?: true;
  /** How much of the profile's load time it takes, 0 to 1; absent: all of it. */
  readonly loadShare?: number;
  /** What else is measured, outside of rounds: see `bench/probe/`. */
  readonly probes?: readonly ProbeName[];
  /** What the probes `clients`, `burst` and `pool-size` put the arms through. */
  readonly load?: LoadPlan;
}

/** A probe registered in `bench/probe/`. */
export type ProbeName =
  | 'index-cost'
  | 'cold-reads'
  | 'refused-write'
  | 'copy'
  | 'leak-matrix'
  | 'hammer'
  | 'clients'
  | 'burst'
  | 'pool-size';
