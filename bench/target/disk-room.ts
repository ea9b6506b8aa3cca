import { execFile } from 'node:child_process';
import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EnvironmentError } from '../errors.js';
import type { CacheFolder } from './cache-folder.js';

/** A data folder without any rows of ours. */
export const EMPTY_DATA_BYTES = 48e6;

/** What a run copies data for: see `requireRoom`. */
export const CACHED_COPY = 'kept in the cache';
export const RUNS_COPY = 'for the run';
export const PROOFS_COPY = 'for the proofs to break';

/**
 * Makes sure that copies of the data fit the cache's disk, before they are made.
 *
 * @param copies what each is for, for the message
 * @param bytes size of one of them
 * @throws EnvironmentError with the numbers, when they don't
 */
export async function requireRoom(
  cache: CacheFolder,
  copies: readonly string[],
  bytes: number,
): Promise<void> {
  const { bavail, bsize } = await statfs(cache.root);
  const wanted = copies.length * bytes;
  if (bavail * bsize > wanted) return;
  const each = copies.length === 1 ? '1 copy' : `${copies.length} copies`;
  throw new EnvironmentError(
    `Expected ${gigabytes(wanted)} free in ${cache.root} for ${each} of ${gigabytes(bytes)} (${copies.join(', ')}), found ${gigabytes(bavail * bsize)}.`,
    'Free some space, run `rlsbench cache clear`, set RLSBENCH_CACHE to a larger disk, or use a smaller profile.',
  );
}

/** True where copying `file` into `folder` takes no room, since the file system shares its blocks. */
export async function copiesShareBlocks(file: string, folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const copy = join(folder, 'shared');
  try {
    await promisify(execFile)('cp', ['--reflink=always', file, copy]);
    return true;
  } catch {
    return false;
  } finally {
    await rm(copy, { force: true });
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
