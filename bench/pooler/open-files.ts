import { readFileSync } from 'node:fs';
import { EnvironmentError } from '../errors.js';
import type { PoolerSettings } from './pooler.js';

/** What PgBouncer adds to its own estimate "just in case" (main.c), and its log and listening socket. */
const SPARE = 20;

/** Open files a PgBouncer needs: one a client and one a server connection (manual, max_client_conn). */
export function openFilesNeeded(
  { maxClients, poolSize }: Pick<PoolerSettings, 'maxClients' | 'poolSize'>,
  pools: number,
): number {
  return maxClients + poolSize * pools + SPARE;
}

/**
 * Makes sure that what we start may open so many files. Node has raised our own limit to the hard one
 * when it started, and children inherit it: what is too little now can't be raised by us.
 *
 * @throws {EnvironmentError} when the limit is lower
 */
export function requireOpenFiles(needed: number, limit = openFileLimit()): void {
  if (limit === undefined || needed <= limit) return;
  throw new EnvironmentError(
    `PgBouncer would need ${needed} open files, and a process may have ${limit} here.`,
    'Raise the hard limit (`ulimit -Hn`, or LimitNOFILE of the service that starts this), or use fewer clients.',
  );
}

/** Open files this process may have; undefined where the system does not say (proc_pid_limits(5)). */
function openFileLimit(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return soft === undefined ? undefined : Number(soft);
}
