import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { quantilesOf } from '../bench/load/open/histogram.js';
import { runClosedLoad } from '../bench/load/open/run.js';
import { shuffle } from '../bench/load/random.js';
import type { ConnectionSettings } from '../bench/load/session.js';
import { median } from '../bench/stats/quantiles.js';
import { pinClient, unpinClient } from '../bench/target/placement.js';
import { openPooledServer } from './pooled-server.js';
import { readWork } from './tenant-reads.js';

/**
 * `npm run bench:many-clients`: what do 1,000 clients of PgBouncer cost the process that plays them,
 * beside 8? Each run is a process of its own, so that its memory is that of its clients. Exit 0 when
 * both bars hold, 1 when one does not, 3 where there is no PgBouncer.
 */
const HELP = `bench:many-clients [--runs N] [--exchanges N]
  --runs       runs of each number of clients, in random order (default 3)
  --exchanges  exchanges of a run, by all clients together (default 150000: each client's first few,
               which compile and fill caches, then weigh little)`;

const FEW = 8;
const MANY = 1000;
const POOL_SIZE = 10;
const MOST_CPU_RATIO = 1.25;
const MOST_BYTES_A_CLIENT = 40 * 1024;

/** What a process is told, over its channel and not on its command line: there is a password in it. */
interface ClientsRequest {
  readonly clients: number;
  readonly exchanges: number;
  readonly settings: ConnectionSettings;
}

interface ClientsCost {
  readonly clients: number;
  readonly cpuNsAnExchange: number;
  readonly bytes: number;
  readonly perSecond: number;
  readonly connectMs: number;
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    exchanges: { type: 'string', default: '150000' },
    child: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const options = { runs: Number(values.runs), exchanges: Number(values.exchanges) };
const usable = Object.values(options).every((each) => Number.isInteger(each) && each > 0);
if (values.child) {
  const [request] = (await once(process, 'message')) as [ClientsRequest];
  process.send?.(await costOf(request));
  process.disconnect();
} else if (values.help || !usable) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = await runAll();
}

async function runAll(): Promise<0 | 1 | 3> {
  const server = await openPooledServer(
    { connections: 2 * POOL_SIZE, heldToCores: true },
    { poolSize: POOL_SIZE, maxClients: MANY },
  ).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  });
  if (!server) return 3;
  try {
    await pinClient();
    const counts = Array.from({ length: options.runs }, () => [FEW, MANY]).flat();
    shuffle(counts, { nextInt: (below) => Math.floor(Math.random() * below) });
    const costs: ClientsCost[] = [];
    for (const clients of counts) {
      const { exchanges } = options;
      costs.push(await inOwnProcess({ clients, exchanges, settings: server.pooled }));
    }
    console.log(`${server.description}, pool of ${POOL_SIZE}, ${options.exchanges} reads a run`);
    return print(costs) ? 0 : 1;
  } finally {
    await unpinClient();
    await server.close();
  }
}

async function inOwnProcess(request: ClientsRequest): Promise<ClientsCost> {
  const child = fork(fileURLToPath(import.meta.url), ['--child']);
  const ended = once(child, 'exit');
  const answer = once(child, 'message') as Promise<[ClientsCost]>;
  child.send(request);
  const first = await Promise.race([answer, ended.then(() => undefined)]);
  await ended;
  if (!first) throw new Error(`The process of ${request.clients} clients failed`);
  return first[0];
}

async function costOf({ clients, exchanges, settings }: ClientsRequest): Promise<ClientsCost> {
  const outcome = await runClosedLoad({
    connections: [{ count: clients, settings, client: 'wire', work: readWork('none') }],
    ...{ exchanges, seconds: 60, bucketMs: 250, decodeEvery: 100 },
    signal: new AbortController().signal,
  });
  const error = outcome.errors[0] ?? outcome.connectErrors[0];
  if (error) throw new Error(`Under load: ${error.message}`);
  return {
    clients,
    cpuNsAnExchange: outcome.clientCpuNs / outcome.completed,
    bytes: outcome.clientBytes,
    perSecond: outcome.completed / outcome.seconds,
    connectMs: (quantilesOf(outcome.connectTime)?.p50Ns ?? 0) / 1e6,
  };
}

/** Prints the table and returns whether both bars hold. */
function print(costs: readonly ClientsCost[]): boolean {
  const table = new Table({
    head: ['clients', 'client CPU an exchange', 'memory', 'exchanges/s', 'connecting p50'],
    style: { head: [], border: [] },
  });
  const few = costs.filter(({ clients }) => clients === FEW);
  const many = costs.filter(({ clients }) => clients === MANY);
  for (const each of [few, many]) {
    table.push([
      String(each[0]?.clients),
      spread(each, (cost) => cost.cpuNsAnExchange / 1e3, 1, 'µs'),
      spread(each, (cost) => cost.bytes / 1024 ** 2, 1, 'MiB'),
      spread(each, (cost) => cost.perSecond, 0, ''),
      spread(each, (cost) => cost.connectMs, 1, 'ms'),
    ]);
  }
  console.log(table.toString());
  const middle = (each: readonly ClientsCost[], of: 'cpuNsAnExchange' | 'bytes') =>
    median(each.map((cost) => cost[of]));
  const cpuRatio = middle(many, 'cpuNsAnExchange') / middle(few, 'cpuNsAnExchange');
  const bytesAClient = (middle(many, 'bytes') - middle(few, 'bytes')) / (MANY - FEW);
  const cpuHolds = cpuRatio <= MOST_CPU_RATIO;
  const bytesHold = bytesAClient <= MOST_BYTES_A_CLIENT;
  console.log(
    `CPU an exchange x${cpuRatio.toFixed(2)}, at most x${MOST_CPU_RATIO}: ${cpuHolds ? 'holds' : 'missed'}; ` +
      `memory ${(bytesAClient / 1024).toFixed(1)} KiB a client, at most 40: ${bytesHold ? 'holds' : 'missed'}.`,
  );
  return cpuHolds && bytesHold;
}

/** Median, smallest and largest. */
function spread(
  costs: readonly ClientsCost[],
  of: (cost: ClientsCost) => number,
  digits: number,
  unit: string,
): string {
  const all = costs.map(of);
  const low = Math.min(...all).toFixed(digits);
  const high = Math.max(...all).toFixed(digits);
  return `${median(all).toFixed(digits)} ${unit} (${low}-${high})`;
}
