import { readFileSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { CacheFolder } from './cache-folder.js';
import { processStart } from './process-identity.js';
import type { RunOwner } from './run-folder.js';
import { runFolders } from './run-places.js';

/** A folder without an owner file is being made, or its maker died in between. */
const UNOWNED_GRACE_MS = 60_000;
/** A folder of another machine (a shared cache) can't be looked into: old enough is dead. */
const FOREIGN_GRACE_MS = 48 * 3600 * 1000;
/** Fetching 60 MB takes seconds to minutes; a younger staging folder may be in use. */
const STAGING_GRACE_MS = 3600 * 1000;
/** Begins the name of a folder of binaries that is not complete. */
export const STAGING_PREFIX = '.staging-';
/** What is renamed away before it is removed. */
export const REMOVED_PREFIX = '.removed-';

/** Names of the cache entries that runs in progress read. */
export async function entriesInUse(cache: CacheFolder): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const folder of await runFolders(cache)) {
    const owner = await readOwner(folder);
    if (owner?.entry && !(await isDead(folder, owner))) names.add(owner.entry);
  }
  return names;
}

/**
 * Removes what dead processes left: their run folders (normally their watchdog has) and entries
 * whose removal was cut short, and binaries whose fetching was. Folders of living runs are left alone.
 */
export async function sweepDeadRuns(cache: CacheFolder): Promise<void> {
  for (const folder of await runFolders(cache)) {
    if (!(await hasDeadOwner(folder))) continue;
    await stopServersIn(folder);
    await rm(folder, { recursive: true, force: true });
  }
  for (const entry of await readdir(cache.data)) {
    if (entry.startsWith(REMOVED_PREFIX)) {
      await rm(join(cache.data, entry), { recursive: true, force: true });
    }
  }
  for (const programs of [cache.postgres, cache.pgbouncer]) {
    for (const name of await readdir(programs)) {
      const folder = join(programs, name);
      if (name.startsWith(STAGING_PREFIX) && (await ageMs(folder)) > STAGING_GRACE_MS) {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }
}

const OWNER_FILE = 'run.json';

/** Writes into a folder whose it is: this process. */
export function writeOwner(folder: string, entry: string | null = null): Promise<void> {
  const start = processStart(process.pid) ?? null;
  const owner: RunOwner = { pid: process.pid, start, host: hostname(), entry };
  return writeFile(join(folder, OWNER_FILE), JSON.stringify(owner));
}

/** Whether a folder names its owner, and that process lives. */
export async function hasLivingOwner(folder: string): Promise<boolean> {
  const owner = await readOwner(folder);
  return owner !== undefined && !(await isDead(folder, owner));
}

/** Whether its owner has ended: a folder that names none yet gets a minute to. */
export async function hasDeadOwner(folder: string): Promise<boolean> {
  return isDead(folder, await readOwner(folder));
}

async function readOwner(folder: string): Promise<RunOwner | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, OWNER_FILE), 'utf8')) as RunOwner;
  } catch {
    return undefined;
  }
}

async function isDead(folder: string, owner: RunOwner | undefined): Promise<boolean> {
  if (owner === undefined) return (await ageMs(folder)) > UNOWNED_GRACE_MS;
  if (owner.host !== hostname()) return (await ageMs(folder)) > FOREIGN_GRACE_MS;
  const start = processStart(owner.pid);
  return start === undefined || start !== owner.start;
}

async function ageMs(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

/** Only where the watchdog was stopped too: a postmaster that still works in this folder. */
async function stopServersIn(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pidFile = await readFile(join(folder, name, 'postmaster.pid'), 'utf8').catch(() => '');
    const pid = Number(pidFile.split('\n')[0]);
    if (pid > 1 && commandLine(pid).includes(folder)) process.kill(pid, 'SIGQUIT');
  }
}

/** The program and arguments of a process, where `/proc` tells them; else nothing. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
