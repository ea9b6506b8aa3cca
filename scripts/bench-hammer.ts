import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { inOneLine } from '../bench/errors.js';
import { type HammerArmRequest, hammerArm } from '../bench/hammer/hammer-arm.js';
import type { HammerResult } from '../bench/result/load-parts.js';
import type { Arm } from '../bench/scenario/scenario.js';
import { openHammered } from './hammered-target.js';
import { type LyingProxy, startLyingProxy } from './lying-proxy.js';

/**
 * `npm run bench:hammer`: do transaction-local ways to carry the tenant hold under a pooler for a
 * million reads each, is a way that leaks caught within a second, and is a single foreign row seen?
 * Exit 0 when every bar holds, 1 when one does not, 3 where there is no PgBouncer.
 */
const HELP = `bench:hammer [--reads N] [--arm NAME ...] [--inject] [--pgbouncer PATH]
  --reads      checked reads for each way that must not leak (default 1000000)
  --arm        only these of set-local, set-config, signed-token and session-set
  --inject     instead, one foreign row in one of 100,000 responses
  --pgbouncer  the PgBouncer to use; else one is found or fetched`;

/** In transaction mode; what they are carried by is in scenarios/leaks.ts. */
const MUST_NOT_LEAK = ['set-local', 'set-config', 'signed-token'];
const HAS_TO_LEAK = 'session-set';
const ARMS = [...MUST_NOT_LEAK, HAS_TO_LEAK];
const MOST_CAUGHT_MS = 1000;

const INJECTED_READS = 100_000;
const ROWS_A_READ = 3;

/** Only a bound on what hangs: a million reads take minutes. */
const MOST_SECONDS = 3600;

const { values } = parseArgs({
  options: {
    reads: { type: 'string', default: '1000000' },
    arm: { type: 'string', multiple: true },
    inject: { type: 'boolean', default: false },
    pgbouncer: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const reads = Number(values.reads);
const wanted = values.arm ?? ARMS;
const isKnown = wanted.every((name) => ARMS.includes(name));
if (values.help || !Number.isInteger(reads) || reads < 1 || !isKnown) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.exitCode = await main(interrupted.signal).catch((error: unknown) => {
    console.error(inOneLine(error));
    return 3;
  });
}

/** Returns the exit code. */
async function main(signal: AbortSignal): Promise<number> {
  const opened = await openHammered({ pgbouncer: values.pgbouncer }, signal);
  if ('why' in opened) {
    console.error(`There is no PgBouncer. ${opened.why} ${opened.nextStep}`);
    return 3;
  }
  try {
    console.log(opened.description);
    const holds = values.inject
      ? await inject(opened.request, opened.armOf('set-local'))
      : await hammerAll(opened.request, opened.armOf);
    return holds && !signal.aborted ? 0 : 1;
  } finally {
    await opened.close();
  }
}

async function hammerAll(
  request: HammerArmRequest,
  armOf: (name: string) => Arm,
): Promise<boolean> {
  const results: HammerResult[] = [];
  for (const name of wanted) {
    if (request.signal.aborted) break;
    const extent =
      name === HAS_TO_LEAK
        ? { reads: Number.POSITIVE_INFINITY, seconds: 2 }
        : { reads, seconds: MOST_SECONDS };
    const result = await hammerArm(request, armOf(name), extent);
    results.push(result);
    console.log(`${name}: ${result.verdict} in ${result.reads} reads`);
  }

  const table = new Table({
    head: ['arm', 'reads', 'rows', 'foreign', 'empty', 'errors', 'reads/s', 'caught', 'bar'],
    style: { head: [], border: [] },
  });
  for (const each of results) table.push(rowOf(each));
  console.log(table.toString());
  for (const { arm, note } of results) if (note !== '') console.log(`${arm}: ${note}`);
  console.log(
    `Bars: ${MUST_NOT_LEAK.join(', ')}: at least ${reads} checked reads, no foreign row, no empty read, ` +
      `no error; ${HAS_TO_LEAK}: caught within ${MOST_CAUGHT_MS} ms.`,
  );
  return results.length === wanted.length && results.every(holds);
}

function rowOf(result: HammerResult): string[] {
  const { arm, rows, foreignReads, emptyReads, firstCaughtMs, seconds, errors } = result;
  const failures = errors.reduce((sum, { count }) => sum + count, 0);
  return [
    ...[arm, result.reads, rows, foreignReads, emptyReads, failures].map(String),
    (result.reads / seconds).toFixed(0),
    firstCaughtMs === null ? 'never' : `after ${firstCaughtMs.toFixed(0)} ms`,
    holds(result) ? 'holds' : 'MISSED',
  ];
}

function holds({ verdict, isControl, reads: made, firstCaughtMs }: HammerResult): boolean {
  return isControl
    ? verdict === 'control caught' && (firstCaughtMs ?? Number.POSITIVE_INFINITY) <= MOST_CAUGHT_MS
    : verdict === 'no leak' && made >= reads;
}

/** One byte of one row, in the middle of it all, changed between the pooler and us. */
async function inject(request: HammerArmRequest, arm: Arm): Promise<boolean> {
  let proxy: LyingProxy | undefined;
  const by: HammerArmRequest['by'] = async (settings) => {
    proxy = await startLyingProxy(settings, (INJECTED_READS * ROWS_A_READ) / 2);
    return proxy.settings;
  };
  const extent = { reads: INJECTED_READS, seconds: MOST_SECONDS };
  // Listening, it would keep us alive after an error.
  const result = await hammerArm({ ...request, by }, arm, extent).finally(() => proxy?.close());
  const lies = proxy?.lies() ?? 0;
  const caught = lies === 1 && result.verdict === 'leak' && result.foreignReads === 1;
  console.log(
    `${arm.name}: ${result.reads} reads of ${result.rows} rows, ${lies} row changed on the way, ` +
      `${result.foreignReads} foreign found after ${result.firstCaughtMs?.toFixed(0) ?? '-'} ms: ` +
      `${caught ? 'caught' : 'MISSED'}`,
  );
  return caught;
}
