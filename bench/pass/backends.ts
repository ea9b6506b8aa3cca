import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Pooler } from '../pooler/pooler.js';
import { readParentPid, readReapedCpuNs } from '../target/reaped-cpu.js';
import { readOnCpuNs } from '../target/server-cpu.js';
import { readPssBytes } from '../target/server-memory.js';
import { LOAD_APPLICATION } from './load-arm.js';

/** What a load made of the server's processes. */
export interface BackendUse {
  /** On-CPU nanoseconds of the backends while the load ran; null where that can't be read. */
  readonly cpuNs: number | null;
  /** Most backends at once; where their memory can be read, most that could be weighed at once. */
  readonly processes: number;
  /** Proportional set size of these, summed; null where that can't be read. */
  readonly bytes: number | null;
}

/** A watch over the backends of one load. */
export interface BackendWatch {
  /** Once all connections are open, before the load. */
  readonly begin: () => Promise<void>;
  /** Once the load has ended, before its connections are closed. */
  readonly end: () => Promise<void>;
  /** Ends the watch; null for a load that did not come as far. */
  readonly close: () => Promise<BackendUse | null>;
}

export interface WatchRequest {
  /** A connection of the admin's, for this alone. */
  readonly observer: Client;
  /** Whose server connections serve the load; undefined where it is connected directly. */
  readonly pooler: Pick<Pooler, 'serverPids'> | undefined;
  /** Backends come and go with the exchanges. */
  readonly perRequest: boolean;
  /** Backends run on this machine: their CPU and memory can be read. */
  readonly isLocal: boolean;
}

const SAMPLE_EVERY_MS = 250;
/** A backend has written its last page and is gone well within this time. */
const GONE_WITHIN_MS = 1_000;

/**
 * Watches the backends of a load from the start of the load to its end. Those that stay are read by
 * themselves at both moments. Of connections a request there is only the postmaster's account of children
 * that have ended, with their start and their end: which is what such a request costs.
 */
export function watchBackends(request: WatchRequest): BackendWatch {
  const { observer, perRequest, isLocal } = request;
  // A pooler that went away is told of by the load, whose exchanges fail.
  const pidsOf = () => loadPids(request).catch((): number[] => []);
  let most = { processes: 0, bytes: null as number | null };
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let before: CpuReading | undefined;
  let after: CpuReading | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const pids = await pidsOf();
    if (pids.length < most.processes) return;
    // Memory is looked at in the middle of a load only where it is gone at the end.
    const seen = perRequest && isLocal ? weigh(pids) : { processes: pids.length, bytes: null };
    if (seen.processes >= most.processes) most = seen;
  }

  function lookAgain(): void {
    timer = setTimeout(() => {
      looking = look().finally(() => {
        if (!stopped) lookAgain();
      });
    }, SAMPLE_EVERY_MS);
  }

  async function stopLooking(): Promise<void> {
    stopped = true;
    clearTimeout(timer);
    await looking;
  }

  async function read(): Promise<CpuReading> {
    if (!perRequest) return { backends: readEach(await pidsOf()) };
    const postmaster = await postmasterPid(observer);
    return { reapedNs: postmaster === null ? null : readReapedCpuNs(postmaster) };
  }

  return {
    async begin() {
      if (isLocal) before = await read();
      lookAgain();
    },
    async end() {
      await stopLooking();
      if (perRequest) await untilGone(pidsOf);
      if (isLocal) after = await read();
      if (perRequest) return;
      const pids = await pidsOf();
      const seen = isLocal ? weigh(pids) : { processes: pids.length, bytes: null };
      // Fewer than there were: what they weigh is not what as many did.
      if (seen.processes >= most.processes) most = seen;
    },
    async close() {
      await stopLooking();
      if (isLocal && !after) return null;
      return { ...most, cpuNs: before && after ? cpuBetween(before, after) : null };
    },
  };
}

type CpuReading =
  | { readonly backends: ReadonlyMap<number, number | null> }
  | { readonly reapedNs: number | null };

function readEach(pids: readonly number[]): ReadonlyMap<number, number | null> {
  return new Map(pids.map((pid) => [pid, readOnCpuNs(pid)]));
}

/**
 * A backend that came in between worked for the load from its start on. Of one that ended in between
 * nobody knows what it did.
 */
function cpuBetween(before: CpuReading, after: CpuReading): number | null {
  if ('reapedNs' in before && 'reapedNs' in after) {
    return before.reapedNs === null || after.reapedNs === null
      ? null
      : after.reapedNs - before.reapedNs;
  }
  if (!('backends' in before && 'backends' in after)) return null;
  if (after.backends.size === 0) return null;
  for (const pid of before.backends.keys()) if (!after.backends.has(pid)) return null;
  let total = 0;
  for (const [pid, ns] of after.backends) {
    if (ns === null) return null;
    total += ns - (before.backends.get(pid) ?? 0);
  }
  return total;
}

async function loadPids({ observer, pooler }: WatchRequest): Promise<number[]> {
  if (pooler) return pooler.serverPids();
  const { rows } = await observer.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = $1 and backend_type = 'client backend'`,
    [LOAD_APPLICATION],
  );
  return rows.map(({ pid }) => pid);
}

async function untilGone(pidsOf: () => Promise<number[]>): Promise<void> {
  const until = performance.now() + GONE_WITHIN_MS;
  while ((await pidsOf()).length > 0 && performance.now() < until) {
    await sleep(10);
  }
}

async function postmasterPid(observer: Client): Promise<number | null> {
  const { rows } = await observer.query<{ pid: number }>('select pg_backend_pid() as pid');
  return readParentPid(rows[0]?.pid ?? 0);
}

/** Backends that are gone by now are in neither figure; where none can be read, all are counted. */
function weigh(pids: readonly number[]): { processes: number; bytes: number | null } {
  const bytes = pids.map(readPssBytes).filter((each) => each !== null);
  if (bytes.length === 0) return { processes: pids.length, bytes: null };
  return { processes: bytes.length, bytes: bytes.reduce((sum, each) => sum + each, 0) };
}
