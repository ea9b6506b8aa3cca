import type { Result } from '../result/result.js';

/** What a plan is held to without a stopwatch: equal whenever the same check is made again. */
export interface ExactMetrics {
  readonly scenario: string;
  readonly operation: string;
  readonly tenant: string;
  readonly arm: string;
  readonly fingerprint: string;
  readonly buffers: number;
  readonly rowsRemoved: number;
  readonly heapFetches: number;
  readonly roundTrips: number;
  /** Absent where calls were not counted. */
  readonly calls?: Readonly<Record<string, number>>;
  /** Absent for reads. */
  readonly wal?: { readonly records: number; readonly bytes: number };
}

/**
 * The tier-1 metrics of every plan of a result. No times, no estimates, no planning buffers: they
 * depend on what a session has cached.
 */
export function exactMetrics(result: Result): ExactMetrics[] {
  return result.arms.flatMap(({ scenario, operation, tenant, arm, roundTrips, plan }) => {
    if (plan === null) return [];
    const { fingerprint, buffers, rowsRemovedByFilter, heapFetches, calls, wal } = plan;
    return [
      {
        ...{ scenario, operation, tenant, arm, fingerprint, buffers },
        ...{ rowsRemoved: rowsRemovedByFilter, heapFetches, roundTrips },
        ...(calls === undefined
          ? {}
          : { calls: Object.fromEntries(calls.map((each) => [each.function, each.calls])) }),
        ...(wal === undefined ? {} : { wal: { records: wal.records, bytes: wal.bytes } }),
      },
    ];
  });
}
