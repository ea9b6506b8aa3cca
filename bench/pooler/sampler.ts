import type { PoolerSample } from '../result/load-parts.js';
import { CONSOLE_DATABASE } from './console.js';
import type { Pooler, PoolerRow } from './pooler.js';

/** Looks at a pooler again and again until it is stopped. */
export interface PoolerSampler {
  /** Ends it and gives what was seen, in order. A pooler that went away just gives no more. */
  readonly stop: () => Promise<PoolerSample[]>;
}

const EVERY_MS = 100;

/**
 * Samples SHOW POOLS and SHOW STATS every so many milliseconds from now on; a look that takes longer
 * delays the next one and is not made up for. The console is served by the thread that serves the
 * clients, and a look costs it about 0.1 ms.
 */
export function samplePooler({ show }: Pick<Pooler, 'show'>, everyMs = EVERY_MS): PoolerSampler {
  const samples: PoolerSample[] = [];
  const startedAt = performance.now();
  let stopped = false;
  let wake = () => {};
  let before: WaitTotals | undefined;
  const look = async () => {
    const atMs = performance.now() - startedAt;
    const [pools, stats] = await Promise.all([show('POOLS'), show('STATS')]);
    const totals = readWaitTotals(stats);
    samples.push({ atMs, ...readPools(pools), averageWaitNs: averageWaitNs(before, totals) });
    before = totals;
  };
  const loop = async () => {
    while (!stopped) {
      const next = performance.now() + everyMs;
      await look();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, next - performance.now()));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (stopped) wake();
      });
    }
  };
  // It ends with the pooler: that this went away is told by the load, whose exchanges fail.
  const running = loop().catch(() => {});
  return {
    stop: async () => {
      stopped = true;
      wake();
      await running;
      return samples;
    },
  };
}

/**
 * What the rows of SHOW POOLS say (PgBouncer manual, "Admin console"), summed over all pools but the
 * console's own. Columns are read by name, since versions add some in between; those that are read
 * here have been there since 1.21.
 */
export function readPools(
  rows: readonly PoolerRow[],
): Omit<PoolerSample, 'atMs' | 'averageWaitNs'> {
  const pools = rows.filter(isNoConsole);
  const sum = (column: string) => pools.reduce((total, pool) => total + number(pool, column), 0);
  const waits = pools.map(
    (pool) => number(pool, 'maxwait') * 1e9 + number(pool, 'maxwait_us') * 1e3,
  );
  return {
    clientsActive: sum('cl_active'),
    clientsWaiting: sum('cl_waiting'),
    // Tested: the reset or check query runs.
    serversActive: sum('sv_active') + sum('sv_tested'),
    // Used: idle for longer than server_check_delay.
    serversIdle: sum('sv_idle') + sum('sv_used'),
    maxWaitNs: Math.max(0, ...waits),
  };
}

/** Since the pooler began: how often a client was given a server connection, and waited for it how long. */
export interface WaitTotals {
  readonly assignments: number;
  readonly waitNs: number;
}

/**
 * What the rows of SHOW STATS say. Its averages mean different things before and after 1.23. Only
 * from 1.23 on it counts assignments; before that, transactions, which are counted as they begin to
 * wait: over a pass that makes no difference.
 */
export function readWaitTotals(rows: readonly PoolerRow[]): WaitTotals {
  let assignments = 0;
  let waitNs = 0;
  for (const row of rows.filter(isNoConsole)) {
    const counted = 'total_server_assignment_count';
    assignments += number(row, counted in row ? counted : 'total_xact_count');
    waitNs += number(row, 'total_wait_time') * 1e3;
  }
  return { assignments, waitNs };
}

function averageWaitNs(before: WaitTotals | undefined, after: WaitTotals): number | null {
  if (before === undefined || after.assignments <= before.assignments) return null;
  return (after.waitNs - before.waitNs) / (after.assignments - before.assignments);
}

/** The console has a row of its own in both. */
function isNoConsole({ database }: PoolerRow): boolean {
  return database !== CONSOLE_DATABASE;
}

function number(row: PoolerRow, column: string): number {
  const text = row[column];
  const value = text == null ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new Error(`PgBouncer's console shows no number in column "${column}"`);
}
