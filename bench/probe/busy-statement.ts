import type { Client } from 'pg';
import type { Statement } from '../context/exchange.js';
import { median } from '../stats/quantiles.js';
import { readOnCpuNs } from '../target/server-cpu.js';

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

/** About ten milliseconds on the machines of today. */
const TRIAL_ROUNDS = 20_000;
const TRIALS = 9;

/**
 * Finds how many rounds take `wantedMs` on this server: the time of many rounds less that of one, the
 * least of several trials each, since what disturbs only adds. Then measures what that number really
 * takes, as the median. By the CPU time of the connection's backend, so that others who use the machine
 * are not in it; where that can't be read, by our own clock.
 */
export async function calibrateBusy(
  client: Client,
  wantedMs: number,
  isLocal: boolean,
): Promise<BusyTime> {
  const clockMs = await clockOf(client, isLocal);
  const timesMs = (rounds: number) => trials(client, rounds, clockMs);
  const overheadMs = Math.min(...(await timesMs(1)));
  const manyMs = Math.min(...(await timesMs(TRIAL_ROUNDS)));
  // Never more than half of it: a disturbed single round must not make the many look like nothing.
  const trialMs = Math.max(manyMs - overheadMs, manyMs / 2);
  const rounds = Math.max(1, Math.round((wantedMs * TRIAL_ROUNDS) / trialMs));
  const measuredMs = Math.max(0, median(await timesMs(rounds)) - overheadMs);
  return { rounds, measuredMs };
}

async function clockOf(client: Client, isLocal: boolean): Promise<() => number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const pid = rows[0]?.pid ?? 0;
  const canRead = isLocal && readOnCpuNs(pid) !== null;
  return canRead ? () => (readOnCpuNs(pid) ?? 0) / 1e6 : () => performance.now();
}

async function trials(client: Client, rounds: number, clockMs: () => number): Promise<number[]> {
  const times: number[] = [];
  for (let trial = 0; trial < TRIALS; trial++) {
    const before = clockMs();
    await client.query({ name: NAME, text: TEXT, values: [rounds] });
    times.push(clockMs() - before);
  }
  return times;
}
