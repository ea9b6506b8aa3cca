import { CONTEXT_STRATEGIES } from '../bench/context/registry.js';
import type { LoadOutcome } from '../bench/load/load.js';
import { quantilesOf } from '../bench/load/open/histogram.js';
import { runClosedLoad, runOpenLoop } from '../bench/load/open/run.js';
import type { ConnectionSettings, Work } from '../bench/load/session.js';
import type { LoadQuantiles } from '../bench/result/load-parts.js';
import { median } from '../bench/stats/quantiles.js';
import { runPgbench } from './pgbench.js';

/** The same statement at the same rate on our open loop and on `pgbench --rate`, in alternating runs. */

const SQL = 'select pg_sleep(0.005)';

export interface RateComparison {
  readonly capacityPerSecond: number;
  readonly ratePerSecond: number;
  readonly pairs: readonly RatePair[];
}

export interface RatePair {
  readonly oursNs: number;
  readonly pgbenchNs: number;
  readonly oursReachedPerSecond: number;
  readonly lateness: LoadQuantiles;
  readonly late: number;
}

/**
 * Finds what the clients reach in a closed loop, then runs `pairs` pairs at half of it, in random
 * order within each. One thread of pgbench shares its schedule among all its clients, as we do; with a
 * thread a client each would have a queue of its own.
 */
export async function compareRates(
  settings: ConnectionSettings,
  pgbench: string,
  {
    clients,
    pairs,
    seconds,
  }: { readonly clients: number; readonly pairs: number; readonly seconds: number },
): Promise<RateComparison> {
  const load = {
    connections: [{ count: clients, settings, client: 'wire', work: sleepWork() }],
    bucketMs: 1000,
    decodeEvery: 20,
    signal: new AbortController().signal,
  } as const;
  const closed = await runClosedLoad({ ...load, exchanges: 1_000_000, seconds: 1 });
  const capacityPerSecond = succeeded(closed).completed / closed.seconds;
  const ratePerSecond = Math.round(capacityPerSecond / 2);

  async function ours(seed: number): Promise<LoadOutcome> {
    const phases = [{ seconds, ratePerSecond }];
    const arrivals = { process: 'poisson', phases, seed } as const;
    return succeeded(await runOpenLoop({ ...load, arrivals, queueLimit: 100_000 }));
  }

  async function theirs(): Promise<number> {
    const call = { pgbench, settings, script: `${SQL};`, variables: {}, clients, ratePerSecond };
    return (await runPgbench({ ...call, stop: { seconds } })).meanLatencyNs;
  }

  const made: RatePair[] = [];
  while (made.length < pairs) {
    const oursFirst = Math.random() < 0.5;
    const before = oursFirst ? await ours(made.length) : undefined;
    const pgbenchNs = await theirs();
    made.push(pairOf(before ?? (await ours(made.length)), pgbenchNs));
  }
  return { capacityPerSecond, ratePerSecond, pairs: made };
}

/** Our mean latency over pgbench's, less 1: median, smallest and largest of the pairs. */
export function deviations(pairs: readonly RatePair[]): {
  median: number;
  low: number;
  high: number;
} {
  const all = pairs.map(({ oursNs, pgbenchNs }) => oursNs / pgbenchNs - 1);
  return { median: median(all), low: Math.min(...all), high: Math.max(...all) };
}

function pairOf(outcome: LoadOutcome, pgbenchNs: number): RatePair {
  const corrected = quantilesOf(outcome.corrected ?? '');
  const lateness = quantilesOf(outcome.lateness ?? '');
  if (!corrected || !lateness) throw new Error('No exchange succeeded');
  return {
    ...{ pgbenchNs, lateness, late: outcome.late },
    oursNs: corrected.meanNs,
    oursReachedPerSecond: outcome.completed / outcome.seconds,
  };
}

function succeeded(outcome: LoadOutcome): LoadOutcome {
  const error = outcome.errors[0] ?? outcome.connectErrors[0];
  if (error) throw new Error(`Under load: ${error.message}`);
  return outcome;
}

function sleepWork(): Work[] {
  const call = { name: 'sleep', text: SQL, values: [], tenantId: '' };
  return [{ exchange: CONTEXT_STRATEGIES.none.exchange(call), expectedRows: 1, tenantId: '' }];
}
