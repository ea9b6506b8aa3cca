import { spawn } from 'node:child_process';
import { access, constants, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ConnectionSettings } from '../bench/load/session.js';

/** What pgbench said of one run, and what bash's `time` said of pgbench. */
export interface PgbenchRun {
  readonly transactions: number;
  readonly transactionsPerSecond: number;
  readonly meanLatencyNs: number;
  /** User and system CPU of the whole process, connecting included. */
  readonly clientCpuNs: number;
}

export interface PgbenchOptions {
  readonly pgbench: string;
  readonly settings: ConnectionSettings;
  /** Text of the script; `:name` is a variable. */
  readonly script: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly clients: number;
  /** Transactions begin at this rate, Poisson, and latency counts from when they should have (--rate). */
  readonly ratePerSecond?: number;
  /** How long: a time, or a number of transactions a client. */
  readonly stop: { readonly seconds: number } | { readonly transactions: number };
}

/** Path of pgbench: on PATH, else the newest of /usr/lib/postgresql/<major>/bin; undefined if none. */
export async function findPgbench(): Promise<string | undefined> {
  const majors = await readdir('/usr/lib/postgresql').catch(() => []);
  const debian = majors
    .sort((a, b) => Number(b) - Number(a))
    .map((major) => `/usr/lib/postgresql/${major}/bin`);
  const path = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const folder of [...path, ...debian]) {
    const candidate = join(folder, 'pgbench');
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  return undefined;
}

/**
 * Runs pgbench with one thread and prepared statements, over TCP like ours. Throws with pgbench's
 * own words when it fails.
 */
export async function runPgbench(options: PgbenchOptions): Promise<PgbenchRun> {
  const folder = await mkdtemp(join(tmpdir(), 'rlsbench-pgbench-'));
  try {
    const script = join(folder, 'script.sql');
    await writeFile(script, options.script);
    return parsePgbench(await timed(options, script));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed(options: PgbenchOptions, script: string): Promise<string> {
  const { settings, stop } = options;
  const variables = Object.entries(options.variables).map(([name, value]) => `-D${name}=${value}`);
  const args = [
    ...['-n', '-M', 'prepared', '-j', '1', '-c', String(options.clients)],
    ...('seconds' in stop ? ['-T', String(stop.seconds)] : ['-t', String(stop.transactions)]),
    ...(options.ratePerSecond === undefined ? [] : ['--rate', String(options.ratePerSecond)]),
    ...['-f', script, ...variables],
    ...['-h', settings.host, '-p', String(settings.port), '-U', settings.user, settings.database],
  ];
  const timing = 'TIMEFORMAT="client cpu = %3U + %3S"; time "$@"';
  const child = spawn('bash', ['-c', timing, 'bash', options.pgbench, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      LC_ALL: 'C',
      PGPASSWORD: settings.password,
      PGSSLMODE: 'disable',
      PGGSSENCMODE: 'disable',
    },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [said, complained, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  if (code !== 0) throw new Error(`pgbench ended with code ${code}: ${complained.trim()}`);
  return `${said}\n${complained}`;
}

/** Reads pgbench's summary and the line `time` adds. Throws when a figure is missing. */
export function parsePgbench(output: string): PgbenchRun {
  function figure(pattern: RegExp): number {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(`No ${pattern.source} in pgbench's output: ${output}`);
    return Number(found);
  }
  const failed = /number of failed transactions: (\d+)/.exec(output)?.[1] ?? '0';
  if (failed !== '0') throw new Error(`${failed} transactions of pgbench failed`);
  const user = figure(/client cpu = ([\d.]+)/);
  const system = figure(/client cpu = [\d.]+ \+ ([\d.]+)/);
  return {
    transactions: figure(/transactions actually processed: (\d+)/),
    transactionsPerSecond: figure(/^tps = ([\d.]+) \(without initial connection time\)/m),
    meanLatencyNs: figure(/latency average = ([\d.]+) ms/) * 1e6,
    clientCpuNs: (user + system) * 1e9,
  };
}
