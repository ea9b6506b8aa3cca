// The global `performance` is a getter that costs 0.15 µs a call; the imported object costs nothing.
import { createHistogram, performance } from 'node:perf_hooks';
import type { CheckRows, ExchangeFailure, Session } from './session.js';

/** A closed loop: each client starts its next transaction when the one before has ended. */
export interface ClosedLoopOptions {
  /** One client each, with the same work prepared. */
  readonly sessions: readonly Session[];
  /** How many work items each session has; they are cycled through. */
  readonly workItems: number;
  readonly seconds: number;
}

export interface ClosedLoopResult {
  readonly clients: number;
  readonly seconds: number;
  /** Transactions that succeeded. */
  readonly transactions: number;
  readonly transactionsPerSecond: number;
  readonly meanLatencyNs: number;
  readonly latencyNs: {
    readonly p50: number;
    readonly p90: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
  /** User and system CPU of this whole process, all threads. */
  readonly clientCpuNsPerTransaction: number;
  /**
   * Rate times mean latency over clients, less 1: 0 where every client was always waiting for an
   * answer and every answer was counted (Little 1961).
   */
  readonly littlesLawDeviation: number;
  /** What failed, and how often; equal failures are one entry. */
  readonly failures: readonly { readonly failure: ExchangeFailure; readonly count: number }[];
}

/** Runs every session at full speed on this thread. Memory does not grow with the transactions. */
export async function runClosedLoop(options: ClosedLoopOptions): Promise<ClosedLoopResult> {
  const { sessions, workItems, seconds } = options;
  const latency = createHistogram();
  const failures = new Map<string, { failure: ExchangeFailure; count: number }>();
  let transactions = 0;
  let latencySumMs = 0;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;

  function countFailure(failure: ExchangeFailure): void {
    const key = `${failure.kind} ${failure.sqlState} ${failure.message}`;
    const entry = failures.get(key) ?? { failure, count: 0 };
    entry.count += 1;
    failures.set(key, entry);
  }

  function runClient(session: Session, first: number): Promise<void> {
    return new Promise((resolve) => {
      let next = first % workItems;
      let begunAt = 0;
      function start(): void {
        const index = next;
        next = index + 1 === workItems ? 0 : index + 1;
        begunAt = performance.now();
        session.run(index, done);
      }
      function done(outcome?: ExchangeFailure, check?: CheckRows): void {
        const now = performance.now();
        const failure = outcome ?? check?.();
        if (failure) {
          countFailure(failure);
        } else {
          transactions += 1;
          latencySumMs += now - begunAt;
          latency.record(Math.max(1, Math.round((now - begunAt) * 1e6)));
        }
        if (now >= endsAt || failure?.kind === 'connection') resolve();
        else start();
      }
      start();
    });
  }

  await Promise.all(sessions.map((session, client) => runClient(session, client)));
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const transactionsPerSecond = transactions / elapsedSeconds;
  const meanLatencyNs = (latencySumMs * 1e6) / transactions;
  return {
    clients: sessions.length,
    seconds: elapsedSeconds,
    transactions,
    transactionsPerSecond,
    meanLatencyNs,
    latencyNs: {
      p50: latency.percentile(50),
      p90: latency.percentile(90),
      p95: latency.percentile(95),
      p99: latency.percentile(99),
      max: latency.max,
    },
    clientCpuNsPerTransaction: ((cpu.user + cpu.system) * 1000) / transactions,
    littlesLawDeviation: (transactionsPerSecond * meanLatencyNs) / 1e9 / sessions.length - 1,
    failures: [...failures.values()],
  };
}
