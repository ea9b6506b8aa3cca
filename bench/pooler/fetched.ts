import { readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CacheFolder } from '../target/cache-folder.js';
import { exists } from '../target/exists.js';
import { unprivilegedUser } from '../target/unprivileged.js';
import type { PoolerProgram } from './pooler.js';
import { askVersion, compareVersions } from './version.js';

/** The newest that has been fetched and runs. */
export async function fetchedPooler(cache: CacheFolder): Promise<PoolerProgram | undefined> {
  const names = (await readdir(cache.pgbouncer)).filter((name) => /^\d+\.\d+/.test(name));
  names.sort(compareVersions).reverse();
  for (const name of names) {
    const program = await programIn(join(cache.pgbouncer, name));
    if (program !== undefined) return program;
  }
  return undefined;
}

/**
 * Gives an unpacked PgBouncer its place in the cache. One of this version that is there already is
 * kept where it runs: another run was quicker. Where it does not, it goes.
 *
 * @param complete the folder it is in, which is moved
 * @param aside where one that does not run is moved to, on the same file system
 */
export async function keepFetched(
  complete: string,
  { cache, version, aside }: { cache: CacheFolder; version: string; aside: string },
): Promise<void> {
  const folder = join(cache.pgbouncer, version);
  if ((await exists(folder)) && (await programIn(folder)) === undefined) {
    // Another run may have moved it away in this moment.
    await rename(folder, aside).catch(() => {});
  }
  await rename(complete, folder).catch(async (error) => {
    if ((await programIn(folder)) === undefined) throw error;
  });
}

async function programIn(folder: string): Promise<PoolerProgram | undefined> {
  const command = await commandIn(folder);
  if (command === undefined) return undefined;
  const answer = await askVersion(command, unprivilegedUser());
  return 'version' in answer ? { version: answer.version, source: 'fetched', command } : undefined;
}

/**
 * How to start what was unpacked in a folder: through its own dynamic loader, with its own libraries
 * (manual page ld.so(8)), since the system's may be older.
 */
async function commandIn(folder: string): Promise<string[] | undefined> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const find = (pattern: RegExp) => files.find((file) => pattern.test(file));
  const loader = find(/(^|\/)ld-linux[^/]*\.so\.\d+$/) ?? find(/(^|\/)ld(64)?\.so\.\d+$/);
  const program = find(/(^|\/)s?bin\/pgbouncer$/);
  if (loader === undefined || program === undefined) return undefined;
  const inFolders = files.filter((file) => /\.so(\.\d+)+$/.test(file)).map(dirname);
  const libraries = [...new Set(inFolders)].map((each) => join(folder, each));
  return [join(folder, loader), '--library-path', libraries.join(':'), join(folder, program)];
}
