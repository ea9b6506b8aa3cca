import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheFolder } from './cache-folder.js';
import { copiesShareBlocks, PROOFS_COPY, RUNS_COPY, requireRoom } from './disk-room.js';
import { exists } from './exists.js';
import { entriesInUse, REMOVED_PREFIX } from './live-runs.js';
import type { RunFolder } from './run-folder.js';

/** A complete data folder with its superuser's password. */
export interface CacheEntry {
  readonly name: string;
  readonly bytes: number;
  readonly lastUsed: Date;
}

/** Name of the entry for these rows, made by this Postgres, on this kind of machine. */
export function entryName(postgresVersion: string, dataKey: string): string {
  const platform = `${process.platform}-${process.arch}`;
  const identity = JSON.stringify([postgresVersion, platform, dataKey]);
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 12);
  return `pg${postgresVersion}-${platform}-${hash}`;
}

/** All complete entries, least recently used first. */
export async function readEntries(cache: CacheFolder): Promise<readonly CacheEntry[]> {
  const names = await readdir(cache.data).catch(() => []);
  const entries = await Promise.all(names.map((name) => readEntry(cache, name)));
  return entries
    .filter((entry) => entry !== undefined)
    .sort((a, b) => a.lastUsed.getTime() - b.lastUsed.getTime());
}

/** One entry, or undefined where there is none. */
export async function readEntry(cache: CacheFolder, name: string): Promise<CacheEntry | undefined> {
  if (name.startsWith('.')) return undefined;
  const file = join(cache.data, name, 'entry.json');
  try {
    const { bytes } = JSON.parse(await readFile(file, 'utf8')) as { bytes: number };
    return { name, bytes, lastUsed: (await stat(file)).mtime };
  } catch {
    return undefined;
  }
}

/**
 * Copies an entry's data into the (empty, private) folder `data` of a run. An entry is never run in
 * place; where the file system can, the copy shares its blocks.
 *
 * @returns the superuser's password, or undefined when the entry vanished meanwhile
 * @throws EnvironmentError when the disk has no room for the copy and the proofs' copy of that
 */
export async function copyEntry(
  cache: CacheFolder,
  entry: CacheEntry,
  run: RunFolder,
  data: string,
): Promise<string | undefined> {
  const folder = join(cache.data, entry.name);
  const file = join(folder, 'entry.json');
  const before = await stat(file).catch(() => undefined);
  if (before === undefined) return undefined;
  await run.useEntry(entry.name);
  if (run.place === 'disk') {
    const copies = (await copiesShareBlocks(file, run.path))
      ? [PROOFS_COPY]
      : [RUNS_COPY, PROOFS_COPY];
    await requireRoom(cache, copies, entry.bytes);
  }
  try {
    const password = await readFile(join(folder, 'password'), 'utf8');
    const flags = process.platform === 'linux' ? ['--reflink=auto'] : [];
    await run.execute('cp', ['-R', '-p', ...flags, `${folder}/data/.`, data]);
    // Removing starts with a rename: still the same file here means the copy is whole.
    if ((await stat(file)).ino !== before.ino) return undefined;
    await utimes(file, new Date(), new Date());
    return password;
  } catch (error) {
    if (await exists(file)) throw error;
    return undefined;
  }
}

/**
 * Moves a stopped, synced data folder of a run into the cache, making room within its budget.
 * Where another run was quicker its entry stays, since the same key means the same rows.
 *
 * @returns false when it does not fit; the folder then stays where it was
 */
export async function storeEntry(
  cache: CacheFolder,
  name: string,
  run: RunFolder,
  data: string,
  password: string,
  onProgress: (message: string) => void,
): Promise<boolean> {
  const bytes = await folderBytes(data);
  if (!(await makeRoom(cache, bytes, onProgress))) return false;
  const staging = join(run.path, 'entry');
  await mkdir(staging, { mode: 0o755 });
  await writeFile(join(staging, 'password'), password, { mode: 0o600 });
  await rename(data, join(staging, 'data'));
  // Written last: what has it is whole.
  await writeFile(join(staging, 'entry.json'), JSON.stringify({ bytes }));
  try {
    await rename(staging, join(cache.data, name));
  } catch (error) {
    // Evicted between our look and our copy, so it was built anew in memory, and stays there.
    if ((error as NodeJS.ErrnoException).code === 'EXDEV') {
      await rename(join(staging, 'data'), data);
      return false;
    }
    if (!(await exists(join(cache.data, name)))) throw error;
    await rm(staging, { recursive: true });
  }
  return true;
}

/** Removes an entry; a copy in progress notices. */
export async function removeEntry(cache: CacheFolder, name: string): Promise<void> {
  const away = join(cache.data, `${REMOVED_PREFIX}${randomBytes(6).toString('hex')}`);
  await rename(join(cache.data, name), away);
  await rm(away, { recursive: true, force: true });
}

/** Evicts least recently used entries until `bytes` more fit the budget. */
async function makeRoom(
  cache: CacheFolder,
  bytes: number,
  onProgress: (message: string) => void,
): Promise<boolean> {
  if (bytes > cache.budgetBytes) {
    const sizes = `${gigabytes(bytes)} of ${gigabytes(cache.budgetBytes)}`;
    onProgress(`Not caching this data: it would take ${sizes} (RLSBENCH_CACHE_BYTES)`);
    return false;
  }
  const inUse = await entriesInUse(cache);
  const entries = await readEntries(cache);
  let total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  for (const entry of entries) {
    if (total + bytes <= cache.budgetBytes) return true;
    if (inUse.has(entry.name)) continue;
    onProgress(`Removing cached data ${entry.name} (${gigabytes(entry.bytes)}) to make room`);
    await removeEntry(cache, entry.name);
    total -= entry.bytes;
  }
  if (total + bytes <= cache.budgetBytes) return true;
  onProgress('Not caching this data: runs in progress use the rest of the budget');
  return false;
}

/** What a folder's files take on the disk. */
export async function folderBytes(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(files.map((file) => stat(join(folder, file))));
  return sizes.reduce((sum, { blocks }) => sum + blocks * 512, 0);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
