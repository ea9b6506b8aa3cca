import { type ClosedLoopResult, runClosedLoop } from '../bench/load/closed-loop.js';
import type { ConnectionSettings } from '../bench/load/session.js';
import { openWireSession } from '../bench/load/wire.js';
import type { ContextName } from '../bench/scenario/scenario.js';
import { runPgbench } from './pgbench.js';
import { READ_SQL, READ_TENANT, readWork } from './tenant-reads.js';

/** The same work on our closed loop and on pgbench, in alternating runs. */

/** One kind of work, in both forms. */
export interface Comparison {
  readonly title: string;
  readonly context: ContextName;
  /** The same as a pgbench script. */
  readonly script: string;
  readonly clients: number;
}

/** One run of either. */
export interface Speed {
  readonly transactionsPerSecond: number;
  readonly meanLatencyNs: number;
  readonly clientCpuNsPerTransaction: number;
}

export interface Pair {
  readonly ours: Speed;
  readonly pgbench: Speed;
  readonly littlesLawDeviation: number;
}

const read = `${READ_SQL.replace('$1', ':tenant')};`;
const transaction = [
  'begin;',
  `select set_config('app.current_tenant_id', :tenant, true);`,
  read,
  'commit;',
];

export const ONE_SELECT = { title: 'one select, 20 rows', context: 'none', script: read } as const;
export const FOUR_ROUND_TRIPS = {
  title: 'BEGIN, set_config, select, COMMIT',
  context: 'set-config',
  script: transaction.join('\n'),
} as const;
export const PIPELINED = {
  title: 'the same in one round trip',
  context: 'set-config-pipelined',
  script: ['\\startpipeline', ...transaction, '\\endpipeline'].join('\n'),
} as const;

/** Our sessions decode this often in the comparison, as under load. */
const DECODE_EVERY = 100;

/**
 * Runs `pairs` pairs, in random order within each, on fresh connections each time. pgbench's CPU is
 * taken without what a run of one transaction a client costs it, since ours does not count
 * connecting either. Throws when any transaction fails.
 */
export async function compare(
  comparison: Comparison,
  settings: ConnectionSettings,
  pgbench: string,
  options: { readonly pairs: number; readonly seconds: number },
): Promise<Pair[]> {
  const { clients, script } = comparison;
  const call = { pgbench, settings, script, clients, variables: { tenant: READ_TENANT } };
  const { seconds } = options;
  const startup = await runPgbench({ ...call, stop: { transactions: 1 } });

  async function theirs(): Promise<Speed> {
    const run = await runPgbench({ ...call, stop: { seconds } });
    const cpuNs = run.clientCpuNs - startup.clientCpuNs;
    return { ...run, clientCpuNsPerTransaction: cpuNs / run.transactions };
  }

  // The first run compiles; it is not counted.
  await runOurs(comparison, settings, Math.min(1, seconds));
  const pairs: Pair[] = [];
  while (pairs.length < options.pairs) {
    const oursFirst = Math.random() < 0.5;
    const before = oursFirst ? await runOurs(comparison, settings, seconds) : undefined;
    const other = await theirs();
    const ours = before ?? (await runOurs(comparison, settings, seconds));
    pairs.push({ ours, pgbench: other, littlesLawDeviation: ours.littlesLawDeviation });
  }
  return pairs;
}

async function runOurs(
  { context, clients }: Comparison,
  settings: ConnectionSettings,
  seconds: number,
): Promise<ClosedLoopResult> {
  const work = readWork(context);
  const opening = Array.from({ length: clients }, () =>
    openWireSession(settings, { decodeEvery: DECODE_EVERY }),
  );
  const sessions = await Promise.all(opening);
  try {
    await Promise.all(sessions.map((session) => session.prepare(work)));
    const result = await runClosedLoop({ sessions, workItems: work.length, seconds });
    const failure = result.failures[0]?.failure;
    if (failure) throw new Error(`A transaction failed: ${failure.kind}, ${failure.message}`);
    return result;
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}
