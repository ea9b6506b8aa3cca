import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/**
 * Which cores the client and the server's backends are held to. Sharing cores is the largest bias
 * there is between arms (docs/measurement): the client gets one core, the backends the others.
 */
export type Placement =
  | { readonly possible: true; readonly client: string; readonly server: string }
  | { readonly possible: false; readonly why: string };

let plan: { placement: Placement; allCores: string } | undefined;

/** The placement for this machine; decided once, before anything of ours is pinned. */
export function planPlacement(): Placement {
  plan ??= decide();
  return plan.placement;
}

/** What to start a server through, so that every backend inherits its cores. */
export function serverLauncher(): readonly string[] {
  const placement = planPlacement();
  return placement.possible ? ['taskset', '-c', placement.server] : [];
}

/** Holds all threads of this process to the client's core; does nothing where that can't be. */
export async function pinClient(): Promise<void> {
  const placement = planPlacement();
  if (placement.possible) await moveOurselves(placement.client);
}

/** Lets this process run on all its cores again. */
export async function unpinClient(): Promise<void> {
  if (planPlacement().possible && plan !== undefined) await moveOurselves(plan.allCores);
}

/**
 * Leaves the client's core to these threads of ours: all others of the process go to the server's
 * cores, V8's own too, whose collecting of garbage would make a thread that spins wait. Does nothing
 * where the client is not held to a core.
 *
 * @param threads their ids, as `/proc/thread-self` has them
 * @returns what brings the others back
 */
export async function leaveCoreTo(threads: readonly number[]): Promise<() => Promise<void>> {
  const placement = planPlacement();
  if (!placement.possible || !clientIsPinned() || threads.length === 0) return async () => {};
  await moveOurselves(placement.server);
  for (const thread of threads) {
    await promisify(execFile)('taskset', ['-cp', placement.client, String(thread)]);
  }
  return () => moveOurselves(placement.client);
}

/** True while this process is held to the client's core. */
export function clientIsPinned(): boolean {
  const placement = planPlacement();
  return placement.possible && allowedCores()?.list === placement.client;
}

/**
 * Where the client and a server of ours run now, for the report.
 *
 * @param heldToCores whether the server was started on its cores
 */
export function describePlacement(heldToCores: boolean): { placement: string; pinned: boolean } {
  const plan = planPlacement();
  if (!plan.possible) return { placement: `not pinned: ${plan.why}`, pinned: false };
  if (!heldToCores) return { placement: 'not pinned: not asked for', pinned: false };
  const server = `backends on core ${plan.server}`;
  if (!clientIsPinned()) return { placement: `${server}, client on any core`, pinned: false };
  return { placement: `client on core ${plan.client}, ${server}`, pinned: true };
}

async function moveOurselves(cores: string): Promise<void> {
  await promisify(execFile)('taskset', ['-acp', cores, String(process.pid)]);
}

function decide(): { placement: Placement; allCores: string } {
  const allowed = allowedCores();
  if (allowed === undefined) {
    const why = `processes can't be held to cores on ${process.platform}`;
    return { placement: { possible: false, why }, allCores: '' };
  }
  return { placement: decideFor(allowed.cores, hasTaskset()), allCores: allowed.list };
}

/** The rule behind `planPlacement`, for a list of core numbers. */
export function decideFor(cores: readonly number[], tasksetFound: boolean): Placement {
  const [client, ...server] = cores;
  if (client === undefined || server.length === 0) {
    return { possible: false, why: 'fewer than 2 cores: client and backends share one' };
  }
  if (!tasksetFound) {
    return { possible: false, why: 'taskset was not found (Debian package util-linux)' };
  }
  return { possible: true, client: String(client), server: server.join(',') };
}

/** Cores this process may use now, as Linux lists them and one by one (proc_pid_status(5)). */
function allowedCores(): { list: string; cores: number[] } | undefined {
  if (process.platform !== 'linux') return undefined;
  const status = readFileSync('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1];
  return list === undefined ? undefined : { list, cores: expandCoreList(list) };
}

/** `0-2,5` to 0, 1, 2, 5. */
export function expandCoreList(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  });
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
