import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CacheFolder } from '../target/cache-folder.js';
import { STAGING_PREFIX } from '../target/live-runs.js';
import { type AptSource, aptTargets, openPrivateApt, poolerSources } from './apt.js';
import { fetchedPooler, keepFetched } from './fetched.js';
import { systemRelease } from './install.js';
import type { PoolerProgram } from './pooler.js';
import { isNewEnough, OLDEST_VERSION } from './version.js';

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
  try {
    const sources = poolerSources(release, await aptTargets());
    return sources.length > 0 ? sources : { why: 'apt names no place to fetch it from.' };
  } catch (error) {
    return { why: `apt does not work here: ${firstError(error)}.` };
  }
}

/** Fetches and unpacks one; what went wrong, or undefined. */
async function fetchFrom(source: AptSource, cache: CacheFolder): Promise<string | undefined> {
  let staging: string | undefined;
  try {
    staging = await mkdtemp(join(cache.pgbouncer, STAGING_PREFIX));
    return await fetchThrough(staging, source, cache);
  } catch (error) {
    return firstError(error);
  } finally {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true });
  }
}

/** Unpacks below `staging`, from where it goes to its place when it is complete. Throws what apt says. */
async function fetchThrough(
  staging: string,
  source: AptSource,
  cache: CacheFolder,
): Promise<string | undefined> {
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
  await keepFetched(complete, { cache, version, aside: join(staging, 'broken') });
  return undefined;
}

async function aptIsThere(): Promise<boolean> {
  const programs = ['apt-get', 'apt-cache', 'dpkg-deb'];
  const there = await Promise.all(
    programs.map((program) =>
      run(program, ['--version']).then(
        () => true,
        // One that can't read its configuration is there, and says so when it is asked for more.
        ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
      ),
    ),
  );
  return there.every(Boolean);
}

/** What apt said first that is an error, without a full stop. */
function firstError(error: unknown): string {
  const lines = ((error as { stderr?: string }).stderr ?? '').trim().split('\n');
  const line = lines.find((each) => each.startsWith('E: ')) ?? lines.at(-1);
  const plain = (line || String(error)).replace(/^E: /, '').trim().replace(/\.$/, '');
  // A mirror's URL may have a password.
  return plain.replace(/:\/\/[^/\s]*@/g, '://');
}
