import type {
  ArmResult,
  ExpectationResult,
  PlanSummary,
  ProofResult,
  Result,
} from '../../bench/result/result.js';
import { small, syntheticRun } from '../report/synthetic.js';

/** What a check may find, made up, with names that a terminal, Markdown or JSON could trip over. */

/** A name that would end a table's cell, open markup and break a line. */
export const NAME = 'a|b `c` *d* _e_ <f> [g] \\h\ni';
/** A plan with fences in it, as a literal of a query may have. */
export const PLAN = "Seq Scan on invoices\n  Filter: (note = '```sql ````'::text)";

const { result: base } = small(syntheticRun());
const [scenario, armResult] = [first(base.scenarios), first(base.arms)];

function first<T>([one]: readonly T[]): T {
  if (one === undefined) throw new Error('the made run has none');
  return one;
}

const plan: PlanSummary = {
  ...{ fingerprint: '0123456789ab', nodes: [], initPlans: 0, rowsRemovedByFilter: 0, buffers: 4 },
  ...{ planningBuffers: 0, heapFetches: 0, planningMs: 1, executionMs: 1 },
  ...{ genericPlans: 0, customPlans: 2, tree: '' },
};

const place = { scenario: 'first', operation: 'latest', arm: 'rls' } as const;

export function failure(over: Partial<ExpectationResult> = {}): ExpectationResult {
  return {
    ...{ ...place, tenant: 'whale', rule: 'uses', expected: 'latest_idx', status: 'failed' },
    ...{ actual: 'a scan', message: 'latest_idx is not used', plan: '>> Seq Scan on invoices' },
    ...over,
  };
}

export function proof(over: Partial<ProofResult> = {}): ProofResult {
  return {
    ...{ scenario: 'first', proof: 'equal work', arm: null, operation: null, tenant: null },
    ...{ status: 'passed', detail: 'the same rows', ...over },
  };
}

/** An arm that was planned; `over` is of its plan. */
export function planned(over: Partial<PlanSummary> | null, arm = 'rls'): ArmResult {
  const summary = over === null ? null : { ...plan, ...over };
  return { ...armResult, ...place, arm, roundTrips: 2, plan: summary };
}

/** A result of scenarios `first` and `second` with nothing in it but what a test gives it. */
export function madeCheck(over: Partial<Result>): Result {
  const named = (name: string) => ({ ...scenario, name });
  return {
    ...base,
    ...{ scenarios: [named('first'), named('second')], contrasts: [], failures: [] },
    ...{ proofs: [], arms: [], expectations: [], skipped: [] },
    ...over,
  };
}

/** What is said of a scenario that was asked for and could not be checked. */
export function leftOut(name: string, reason: string): Result['skipped'][number] {
  const nothing = { operation: null, tenant: null, concurrency: null, arm: null };
  return { scenario: name, ...nothing, reason };
}
