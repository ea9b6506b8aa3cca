import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheFolder } from './cache-folder.js';

/** The memory file system that Linux has for everybody (manual page shm_overview(7)). */
const MEMORY = '/dev/shm';
/** Begins the name of a run folder there, where others' folders are too, a cache of ours perhaps. */
const MEMORY_PREFIX = 'rlsbench-run-';
/** `statfs` of such a file system: TMPFS_MAGIC in linux/magic.h. */
const TMPFS_MAGIC = 0x01021994;
/** How many times what a run takes has to be free: there are others, and Postgres itself. */
const ROOM = 2;

/** Path of a new run folder with this name, on the cache's disk or in memory. */
export function runFolderPath(cache: CacheFolder, name: string, place: 'disk' | 'memory'): string {
  return place === 'disk' ? join(cache.runs, name) : join(MEMORY, `${MEMORY_PREFIX}${name}`);
}

/** The run folders of this user, living or dead, wherever they are. */
export async function runFolders(cache: CacheFolder): Promise<string[]> {
  const onDisk = (await readdir(cache.runs)).map((name) => join(cache.runs, name));
  const names = await readdir(MEMORY).catch(() => []);
  const inMemory: string[] = [];
  for (const name of names.filter((each) => each.startsWith(MEMORY_PREFIX))) {
    const folder = join(MEMORY, name);
    // Not through a link: the place is everybody's.
    const owner = await lstat(folder).catch(() => undefined);
    if (owner?.isDirectory() && owner.uid === process.getuid?.()) inMemory.push(folder);
  }
  return [...onDisk, ...inMemory];
}

/**
 * Whether a run that takes about `bytes` fits the memory file system and the memory that is free,
 * which is the container's where that has a limit. Never so where there is no such file system.
 */
export async function fitsMemory(bytes: number): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const found = await statfs(MEMORY).catch(() => undefined);
  if (found?.type !== TMPFS_MAGIC) return false;
  const free = Math.min(found.bavail * found.bsize, process.availableMemory());
  return free > ROOM * bytes;
}
