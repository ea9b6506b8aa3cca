import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { CacheFolder } from '../target/cache-folder.js';
import { exists } from '../target/exists.js';
import { STAGING_PREFIX } from '../target/live-runs.js';
import { unprivilegedUser } from '../target/unprivileged.js';
import { type AptSource, aptTargets, openPrivateApt, poolerSources } from './apt.js';
import { systemRelease } from './install.js';
import type { PoolerProgram } from './pooler.js';
import { askVersion, compareVersions, isNewEnough, OLDEST_VERSION } from './version.js';

const run = promisify(execFile);

/**
 * Fetches PgBouncer into the cache, with the libraries it was built with: about 20 MB, once. Needs apt
 * and no root, and changes nothing of the system's.
 *
 * @returns why there is none, as the end of a sentence, where it can't be had
 */
export async function fetchPooler(
  cache: CacheFolder,
  onProgress: (message: string) => void,
): Promise<PoolerProgram | { readonly why: string }> {
  const sources = await placesToFetchFrom();
  if ('why' in sources) return sources;
  onProgress('Fetching PgBouncer (about 20 MB, once)');
  const failures: string[] = [];
  for (const source of sources) {
    const failure = await fetchFrom(source, cache);
    if (failure === undefined) return (await fetchedPooler(cache)) ?? { why: 'it does not run.' };
    failures.push(failure);
  }
  return { why: `fetching it failed: ${failures.join('; ')}.` };
}

/** Where apt may find it for this system, best first, or why it can't, as the end of a sentence. */
export async function placesToFetchFrom(): Promise<
  readonly AptSource[] | { readonly why: string }
> {
  const release = await systemRelease();
  if (!['debian', 'ubuntu'].includes(release.id) || !(await aptIsThere())) {
    return { why: 'it is fetched on Debian and Ubuntu only.' };
  }
  const sources = poolerSources(release, await aptTargets());
  return sources.length > 0 ? sources : { why: 'apt names no place to fetch it from.' };
}

/** The newest that has been fetched and runs. */
export async function fetchedPooler(cache: CacheFolder): Promise<PoolerProgram | undefined> {
  const names = (await readdir(cache.pgbouncer)).filter((name) => /^\d+\.\d+/.test(name));
  names.sort(compareVersions).reverse();
  for (const name of names) {
    const command = await commandIn(join(cache.pgbouncer, name));
    if (command === undefined) continue;
    const answer = await askVersion(command, unprivilegedUser());
    if ('version' in answer) return { version: answer.version, source: 'fetched', command };
  }
  return undefined;
}

/** Fetches and unpacks in a folder that gets its name when it is complete. Returns what went wrong. */
async function fetchFrom(source: AptSource, cache: CacheFolder): Promise<string | undefined> {
  const staging = await mkdtemp(join(cache.pgbouncer, STAGING_PREFIX));
  try {
    const apt = await openPrivateApt(staging, source);
    const candidate = await apt.candidate('pgbouncer');
    const version = /^(?:\d+:)?(\d+(?:\.\d+)+)/.exec(candidate ?? '')?.[1];
    if (version === undefined || !isNewEnough(version)) {
      return `${source.suite} has ${version ?? 'none'}, and it has to be ${OLDEST_VERSION} or newer`;
    }
    const packages = join(staging, 'packages');
    const complete = join(staging, 'complete');
    await mkdir(packages, { mode: 0o755 });
    await mkdir(complete, { mode: 0o755 });
    await apt.download(await apt.withLibraries('pgbouncer'), packages);
    for (const file of await readdir(packages)) {
      await run('dpkg-deb', ['-x', join(packages, file), complete]);
    }
    await rm(join(complete, 'usr/share'), { recursive: true, force: true });
    await run('chmod', ['-R', 'a+rX', complete]);
    const folder = join(cache.pgbouncer, version);
    await rename(complete, folder).catch(async (error) => {
      // Another run was quicker: its copy is as good as ours.
      if (!(await exists(folder))) throw error;
    });
    return undefined;
  } catch (error) {
    return firstError(error);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
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

async function aptIsThere(): Promise<boolean> {
  const programs = ['apt-get', 'apt-cache', 'dpkg-deb'];
  const there = await Promise.all(
    programs.map((program) =>
      run(program, ['--version']).then(
        () => true,
        () => false,
      ),
    ),
  );
  return there.every(Boolean);
}

/** What apt said first that is an error, without a full stop. */
function firstError(error: unknown): string {
  const lines = ((error as { stderr?: string }).stderr ?? '').trim().split('\n');
  const line = lines.find((each) => each.startsWith('E: ')) ?? lines.at(-1);
  return (line || String(error)).replace(/^E: /, '').trim().replace(/\.$/, '');
}
