import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { median } from '../bench/stats/quantiles.js';
import { describePlacement, pinClient, unpinClient } from '../bench/target/placement.js';
import { findPgbench } from './pgbench.js';
import { openPooledServer, type PooledServer } from './pooled-server.js';
import { compareRates, deviations, type RateComparison } from './rate-beside-pgbench.js';
import { type StopFigures, stopPooler } from './stopped-pooler.js';

/**
 * `npm run bench:open-loop`: is the open loop right? With the pooler stopped for a second, corrected
 * latency has to be what arithmetic says; and mean latency has to be that of `pgbench --rate`. Exit 0
 * when every bar holds, 1 when one does not, 3 where there is no PgBouncer or no pgbench.
 */
const HELP = `bench:open-loop [--only stop|pgbench] [--pairs N] [--seconds N]
  --only     the stopped pooler alone, or the comparison with pgbench alone
  --pairs    pairs of runs beside pgbench, on each route (default 5)
  --seconds  length of each of these runs (default 4)`;

const CLIENTS = 10;
const MOST_DEVIATION = 0.05;
const MOST_LATENESS_P99_NS = 100_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    pairs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    help: { type: 'boolean', default: false },
  },
});
const options = { pairs: Number(values.pairs), seconds: Number(values.seconds) };
const usable =
  [options.pairs, options.seconds].every((each) => Number.isInteger(each) && each > 0) &&
  [undefined, 'stop', 'pgbench'].includes(values.only);
if (values.help || !usable) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = await runAll();
}

async function runAll(): Promise<0 | 1 | 3> {
  const pgbench = await findPgbench();
  if (values.only !== 'stop' && pgbench === undefined) {
    console.error('pgbench was not found on PATH or in /usr/lib/postgresql/*/bin.');
    return 3;
  }
  const server = await openPooledServer(
    { connections: 3 * CLIENTS, heldToCores: true },
    { poolSize: CLIENTS, maxClients: 100 },
  ).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  });
  if (!server) return 3;
  try {
    await pinClient();
    console.log(`${server.description}; ${describePlacement(true).placement}`);
    let holds = true;
    if (values.only !== 'pgbench') holds = printStop(await stopPooler(server)) && holds;
    if (values.only !== 'stop') holds = (await besidePgbench(server, pgbench ?? '')) && holds;
    return holds ? 0 : 1;
  } finally {
    await unpinClient();
    await server.close();
  }
}

function printStop(figures: StopFigures): boolean {
  const { outcome, quantiles, lateness } = figures;
  const { intended, completed, failed, dropped, queued } = outcome;
  console.log('\nPooler stopped for 1 s while 1,000 reads a second came at equal gaps for 10 s');
  console.log(
    `stopped ${figures.stoppedMs.toFixed(1)} ms; drained at ${figures.drainPerSecond.toFixed(0)} a second; ` +
      `${intended} intended, ${completed} completed, ${failed} failed, ${dropped} dropped, ${queued} waited; ` +
      `lateness p99 ${microseconds(lateness.p99Ns)}`,
  );
  const table = newTable(['', 'expected', 'corrected', 'off by', 'uncorrected', 'off by', 'bar']);
  const all = quantiles.map(({ name, expectedNs, correctedNs, uncorrectedNs }) => {
    const off = correctedNs / expectedNs - 1;
    const uncorrectedOff = uncorrectedNs / expectedNs - 1;
    const holds = Math.abs(off) <= MOST_DEVIATION && Math.abs(uncorrectedOff) > MOST_DEVIATION;
    const figuresOf = [expectedNs, correctedNs].map(milliseconds);
    table.push([
      ...[name, ...figuresOf, percent(off), milliseconds(uncorrectedNs), percent(uncorrectedOff)],
      holds ? 'holds' : 'missed',
    ]);
    return holds;
  });
  console.log(table.toString());
  return all.every(Boolean) && failed + dropped === 0;
}

async function besidePgbench({ login, pooled }: PooledServer, pgbench: string): Promise<boolean> {
  console.log(`\nselect pg_sleep(0.005) at half of capacity, beside ${pgbench} --rate`);
  const table = newTable([
    ...['', 'capacity/s', 'rate/s', 'reached/s', 'mean ours', 'mean pgbench'],
    ...['off by', 'lateness p50', 'p99', 'bars'],
  ]);
  let holds = true;
  for (const [route, settings] of [
    ['direct', login],
    ['pooled', pooled],
  ] as const) {
    const compared = await compareRates(settings, pgbench, { clients: CLIENTS, ...options });
    const missed = missedBars(compared);
    holds &&= missed.length === 0;
    table.push(rateRow(route, compared, missed));
  }
  console.log(table.toString());
  console.log(
    `Bars: mean latency within ${MOST_DEVIATION * 100}% (median of ${options.pairs} pairs of ${options.seconds} s), ` +
      `send lateness p99 under ${microseconds(MOST_LATENESS_P99_NS)} (median).`,
  );
  return holds;
}

function rateRow(route: string, compared: RateComparison, missed: readonly string[]): string[] {
  const { pairs, capacityPerSecond, ratePerSecond } = compared;
  const off = deviations(pairs);
  const middle = (of: (pair: RateComparison['pairs'][number]) => number) => median(pairs.map(of));
  return [
    ...[route, capacityPerSecond.toFixed(0), String(ratePerSecond)],
    middle((pair) => pair.oursReachedPerSecond).toFixed(0),
    milliseconds(middle((pair) => pair.oursNs)),
    milliseconds(middle((pair) => pair.pgbenchNs)),
    `${percent(off.median)} (${percent(off.low)} to ${percent(off.high)})`,
    microseconds(middle((pair) => pair.lateness.p50Ns)),
    pairs.map((pair) => microseconds(pair.lateness.p99Ns)).join(' '),
    missed.length === 0 ? 'hold' : `missed: ${missed.join(', ')}`,
  ];
}

function missedBars({ pairs }: RateComparison): string[] {
  const missed: string[] = [];
  if (Math.abs(deviations(pairs).median) > MOST_DEVIATION) missed.push('mean latency');
  const lateness = median(pairs.map((pair) => pair.lateness.p99Ns));
  if (lateness >= MOST_LATENESS_P99_NS) missed.push('lateness');
  return missed;
}

function newTable(head: string[]): InstanceType<typeof Table> {
  return new Table({ head, style: { head: [], border: [] } });
}

function milliseconds(ns: number): string {
  return `${(ns / 1e6).toFixed(2)} ms`;
}

function microseconds(ns: number): string {
  return `${(ns / 1e3).toFixed(1)} µs`;
}

function percent(deviation: number): string {
  return `${deviation < 0 ? '' : '+'}${(deviation * 100).toFixed(1)}%`;
}
