import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { median } from '../bench/stats/quantiles.js';
import { pinClient, planPlacement, unpinClient } from '../bench/target/placement.js';
import {
  type Comparison,
  compare,
  FOUR_ROUND_TRIPS,
  ONE_SELECT,
  type Pair,
  PIPELINED,
  type Speed,
} from './beside-pgbench.js';
import { findPgbench } from './pgbench.js';
import { openServer } from './tenant-reads.js';

/**
 * `npm run bench:pgbench`: is our load engine as fast as pgbench? Same server, same prepared
 * statements and messages, one thread each, alternating runs. Exit 0 when every bar holds, 1 when
 * one does not, 3 where there is no pgbench.
 */
const HELP = `bench:pgbench [--pairs N] [--seconds N]
  --pairs    pairs of runs for each work (default 5)
  --seconds  length of a run, a whole number (default 5); at 1 client as many runs of 1 s`;

const CLIENTS = 8;

const LEAST_RATE_RATIO = 0.95;
const MOST_CPU_RATIO = 1.25;
const MOST_LITTLE_DEVIATION = 0.01;
const MOST_LATENCY_DEVIATION = 0.05;

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
});
const options = { pairs: Number(values.pairs), seconds: Number(values.seconds) };
const usable = [options.pairs, options.seconds].every((each) => Number.isInteger(each) && each > 0);
const pgbench = await findPgbench();
if (values.help || !usable) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 2;
} else if (pgbench === undefined) {
  console.error('pgbench was not found on PATH or in /usr/lib/postgresql/*/bin.');
  console.error('Install it, for example with: apt-get install postgresql-contrib');
  process.exitCode = 3;
} else {
  process.exitCode = (await runAll(pgbench)) ? 0 : 1;
}

/** Prints the table and returns whether every bar holds. */
async function runAll(path: string): Promise<boolean> {
  console.log(`${path}, ${options.pairs} pairs of ${options.seconds} s; ratios are ours/pgbench.`);
  const table = new Table({
    head: ['work', 'clients', 'tps ours', 'tps pgbench', 'tps', 'CPU', 'mean latency', 'bars'],
    style: { head: [], border: [] },
  });
  const works = [ONE_SELECT, FOUR_ROUND_TRIPS, PIPELINED];
  const many = await compareOn(works, CLIENTS, path);
  // One client on one backend: where the scheduler puts the two decides more than either program.
  const one = await compareOn([ONE_SELECT], 1, path);
  const rows = [...many, ...one];
  for (const { comparison, pairs } of rows) table.push(rowOf(comparison, pairs));
  console.log(table.toString());
  console.log(
    `Bars: tps >= ${LEAST_RATE_RATIO}, CPU a transaction <= ${MOST_CPU_RATIO} at ${CLIENTS} clients; ` +
      `mean latency within ${MOST_LATENCY_DEVIATION * 100}% at 1 client; ` +
      `rate x mean latency = clients within ${MOST_LITTLE_DEVIATION * 100}%.`,
  );
  return rows.every(({ comparison, pairs }) => missedBars(comparison, pairs).length === 0);
}

interface Compared {
  readonly comparison: Comparison;
  readonly pairs: readonly Pair[];
}

async function compareOn(
  works: readonly Omit<Comparison, 'clients'>[],
  clients: number,
  path: string,
): Promise<Compared[]> {
  const heldToCores = clients === 1;
  const target = await openServer({ connections: CLIENTS, heldToCores });
  const compared: Compared[] = [];
  try {
    if (heldToCores) await pinClient();
    for (const work of works) {
      const comparison = { ...work, clients };
      const pairs = await compare(comparison, target.admin, path, runsFor(clients));
      compared.push({ comparison, pairs });
      console.log(
        `${work.title}, clients ${clients}: tps ${ratio(pairs, 'transactionsPerSecond')}`,
      );
    }
  } finally {
    await unpinClient();
    await target.close();
  }
  const placement = planPlacement();
  if (heldToCores && !placement.possible) console.log(`Not pinned: ${placement.why}`);
  return compared;
}

/**
 * One client waits mostly for cores to wake up, which changes by the second on a virtual machine:
 * as much time, in pairs of one second.
 */
function runsFor(clients: number): typeof options {
  return clients === 1 ? { pairs: options.pairs * options.seconds, seconds: 1 } : options;
}

function rowOf(comparison: Comparison, pairs: readonly Pair[]): string[] {
  const missed = missedBars(comparison, pairs);
  return [
    comparison.title,
    String(comparison.clients),
    median(pairs.map(({ ours }) => ours.transactionsPerSecond)).toFixed(0),
    median(pairs.map((pair) => pair.pgbench.transactionsPerSecond)).toFixed(0),
    ratio(pairs, 'transactionsPerSecond'),
    `${ratio(pairs, 'clientCpuNsPerTransaction')} of ${cpuMicroseconds(pairs)}`,
    ratio(pairs, 'meanLatencyNs'),
    missed.length === 0 ? 'hold' : `missed: ${missed.join(', ')}`,
  ];
}

function missedBars(comparison: Comparison, pairs: readonly Pair[]): string[] {
  const missed: string[] = [];
  const latency = median(ratios(pairs, 'meanLatencyNs'));
  const little = median(pairs.map((pair) => Math.abs(pair.littlesLawDeviation)));
  if (comparison.clients === 1) {
    if (Math.abs(latency - 1) > MOST_LATENCY_DEVIATION) missed.push('mean latency');
  } else {
    if (median(ratios(pairs, 'transactionsPerSecond')) < LEAST_RATE_RATIO) missed.push('tps');
    if (median(ratios(pairs, 'clientCpuNsPerTransaction')) > MOST_CPU_RATIO) missed.push('CPU');
  }
  if (little > MOST_LITTLE_DEVIATION) missed.push('rate x latency = clients');
  return missed;
}

function ratios(pairs: readonly Pair[], metric: keyof Speed): number[] {
  return pairs.map(({ ours, pgbench: theirs }) => ours[metric] / theirs[metric]);
}

/** Median of the pairs' ratios, and the smallest and largest. */
function ratio(pairs: readonly Pair[], metric: keyof Speed): string {
  const all = ratios(pairs, metric);
  return `${median(all).toFixed(3)} (${Math.min(...all).toFixed(2)}-${Math.max(...all).toFixed(2)})`;
}

function cpuMicroseconds(pairs: readonly Pair[]): string {
  const theirs = median(pairs.map((pair) => pair.pgbench.clientCpuNsPerTransaction));
  return `${(theirs / 1000).toFixed(1)} µs`;
}
