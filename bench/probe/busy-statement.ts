import type { Client } from 'pg';
import type { Statement } from '../context/exchange.js';
import { median } from '../stats/quantiles.js';

/**
 * A statement that keeps a backend's CPU busy: so many rounds of SHA-256. It reads no table and takes no
 * lock, and the rows of a function in FROM stay in memory at this size.
 */
const TEXT = 'select count(sha256(int4send(n))) from generate_series(1, $1::int) as n';
const NAME = 'rlsbench_busy';

/** The statement with so many rounds, as part of an exchange; its row is none of the query's. */
export function busyStatement(rounds: number): Statement {
  return { part: 'context', name: NAME, text: TEXT, values: [String(rounds)] };
}

/** What a number of rounds takes on a server that does nothing else. */
export interface BusyTime {
  readonly rounds: number;
  /** Measured with as many rounds, after they were chosen. */
  readonly measuredMs: number;
}

const TRIAL_ROUNDS = 5_000;
const TRIALS = 9;

/**
 * Finds how many rounds take `wantedMs` on this server, by its clients' clock: the time of many rounds
 * less that of one, the least of several trials since what disturbs only adds. Then measures what that
 * number really takes, as the median.
 */
export async function calibrateBusy(client: Client, wantedMs: number): Promise<BusyTime> {
  const overheadMs = Math.min(...(await timesMs(client, 1)));
  const trialMs = Math.min(...(await timesMs(client, TRIAL_ROUNDS))) - overheadMs;
  const rounds = Math.max(1, Math.round((wantedMs * TRIAL_ROUNDS) / Math.max(trialMs, 0.001)));
  const measuredMs = Math.max(0, median(await timesMs(client, rounds)) - overheadMs);
  return { rounds, measuredMs };
}

async function timesMs(client: Client, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    const startedAt = performance.now();
    await client.query({ name: NAME, text: TEXT, values: [rounds] });
    times.push(performance.now() - startedAt);
  }
  return times;
}
