import { parseArgs } from 'node:util';
import { type ClosedLoopResult, runClosedLoop } from '../bench/load/closed-loop.js';
import type { ConnectionSettings, Session } from '../bench/load/session.js';
import { openWireSession } from '../bench/load/wire.js';
import { median } from '../bench/stats/quantiles.js';
import { openServer, readWork } from './tenant-reads.js';

/**
 * `npm run bench:soak`: does memory stay flat under full-speed load? Prints resident memory each
 * minute. Exit 0 when it stays under the limit and grows by less than 5% from minute 2 to the end.
 */
const HELP = `bench:soak [--minutes N] [--clients N]
  --minutes  how long (default 10; at least 3 for a verdict on growth)
  --clients  connections (default 500)`;

const MOST_RESIDENT_BYTES = 300e6;
const MOST_GROWTH = 0.05;
const WARM_MINUTES = 2;
const DECODE_EVERY = 100;
const OPENING_AT_ONCE = 20;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    clients: { type: 'string', default: '500' },
    help: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const clients = Number(values.clients);
if (values.help || !(minutes >= 1) || !(clients >= 1)) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = (await soak()) ? 0 : 1;
}

/** Resident bytes of one minute, sampled every second: garbage collection moves single samples. */
interface Minute {
  readonly median: number;
  readonly most: number;
}

async function soak(): Promise<boolean> {
  const target = await openServer({ connections: clients, heldToCores: false });
  try {
    const sessions = await openAll(target.admin);
    const memory = watchMemory();
    const work = readWork('set-config-pipelined');
    // A little more, so that the last minute ends under load too.
    const seconds = minutes * 60 + 2;
    const result = await runClosedLoop({ sessions, workItems: work.length, seconds });
    const resident = memory.stop();
    await Promise.all(sessions.map((session) => session.close()));
    return verdict(result, resident);
  } finally {
    await target.close();
  }
}

/** Prints resident memory each minute until it is stopped. */
function watchMemory(): { stop: () => readonly Minute[] } {
  const resident: Minute[] = [];
  let samples: number[] = [];
  const startedAt = performance.now();
  const timer = setInterval(() => {
    samples.push(process.memoryUsage.rss());
    if (performance.now() < startedAt + (resident.length + 1) * 60_000) return;
    const minute = { median: median(samples), most: Math.max(...samples) };
    samples = [];
    resident.push(minute);
    const { length } = resident;
    console.log(`minute ${length}: ${megabytes(minute.median)}, most ${megabytes(minute.most)}`);
  }, 1000);
  return {
    stop: () => {
      clearInterval(timer);
      return resident;
    },
  };
}

async function openAll(settings: ConnectionSettings): Promise<Session[]> {
  const work = readWork('set-config-pipelined');
  const sessions: Session[] = [];
  async function open(): Promise<void> {
    const session = await openWireSession(settings, { decodeEvery: DECODE_EVERY });
    await session.prepare(work);
    sessions.push(session);
  }
  while (sessions.length < clients) {
    const batch = Math.min(OPENING_AT_ONCE, clients - sessions.length);
    await Promise.all(Array.from({ length: batch }, open));
  }
  return sessions;
}

function verdict(result: ClosedLoopResult, resident: readonly Minute[]): boolean {
  const most = Math.max(...resident.map((minute) => minute.most));
  const warm = resident[WARM_MINUTES - 1]?.median;
  const last = resident.at(-1)?.median;
  const growth = warm === undefined || last === undefined ? Number.NaN : last / warm - 1;
  const failed = result.failures.reduce((sum, { count }) => sum + count, 0);
  const rate = result.transactionsPerSecond.toFixed(0);
  console.log(`${result.transactions} transactions, ${rate} a second, ${failed} failed`);
  for (const { failure, count } of result.failures) console.log(`${count} x ${failure.message}`);
  console.log(`most resident memory ${megabytes(most)}, limit ${megabytes(MOST_RESIDENT_BYTES)}`);
  const measured = resident.length > WARM_MINUTES;
  if (measured) {
    console.log(`growth from minute ${WARM_MINUTES}: ${(growth * 100).toFixed(1)}%, limit 5%`);
  } else {
    console.log(`growth was not measured: it takes more than ${WARM_MINUTES} minutes`);
  }
  const passed = failed === 0 && most < MOST_RESIDENT_BYTES && (!measured || growth < MOST_GROWTH);
  console.log(passed ? 'passed' : 'FAILED');
  return passed;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
