/**
 * The words of a scenario. A scenario is one question asked of the database: operations, arms and
 * contrasts between arms. It knows no driver, no statistics and no report.
 */

/** A tenant picked by its size: the largest, the one in the middle, and one that just signed up. */
export const TENANT_NAMES = ['whale', 'median', 'tiny'] as const;
export type TenantName = (typeof TENANT_NAMES)[number];

/** Who filters by tenant: the query's own WHERE clause, or a row-level security policy. */
export type Isolation = 'where' | 'rls';

/** Which client sends the exchange: our bare-socket driver, or `pg` as an application uses it. */
export type ClientKind = 'wire' | 'pg' | 'pg-pipeline';

/** Name of a context strategy registered in `bench/context/`. */
export type ContextName =
  | 'none'
  | 'transaction'
  | 'set-config'
  | 'set-config-pipelined'
  | 'set-config-implicit';

/** `plan_cache_mode` of an arm's sessions (Postgres manual, 19.7.4). */
export type PlanCacheMode = 'auto' | 'force_generic_plan' | 'force_custom_plan';

/** The levels that make an arm. */
export interface Factors {
  readonly isolation: Isolation;
  readonly context: ContextName;
  readonly client: ClientKind;
  readonly planCacheMode: PlanCacheMode;
}

/** One way to do the same work. */
export interface Arm extends Factors {
  readonly name: string;
  /** Short label for tables and charts, for example "RLS, one round trip". */
  readonly title: string;
  /** Set on the arm that repeats another to measure the noise floor; the name of that other arm. */
  readonly repeats?: string;
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
}

/** Two arms compared: treatment over baseline. */
export interface Contrast {
  readonly name: string;
  /** What the step is, in a few words: "the policy itself", "one more round trip for the context". */
  readonly title: string;
  readonly treatment: string;
  readonly baseline: string;
  /**
   * `step` of the cost ladder, the `total`, the `aa` control that sets the noise floor, or the `twin`:
   * two arms with `plan_cache_mode` made equal, beside a step whose plan kinds may differ.
   */
  readonly kind: 'step' | 'total' | 'aa' | 'twin';
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
  /** The operations that are also measured above concurrency 1 in profile `quick`. */
  readonly concurrent: readonly string[];
}
