import { chmod, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { BadInputError, EnvironmentError } from '../errors.js';

/** Where built data, fetched Postgres versions and the folders of running runs are kept. */
export interface CacheFolder {
  readonly root: string;
  /** Complete data folders, one an entry; never run in place. */
  readonly data: string;
  /** Postgres versions that are not a dependency of ours. */
  readonly postgres: string;
  /** PgBouncer versions that were fetched. */
  readonly pgbouncer: string;
  /** One folder a running process; on the same file system as `data`, so that copies can be reflinks. */
  readonly runs: string;
  /** What the complete data folders may take together. */
  readonly budgetBytes: number;
}

const DEFAULT_BUDGET_BYTES = 20 * 1024 ** 3;

/**
 * The cache's place: `RLSBENCH_CACHE`, else `rlsbench` in `XDG_CACHE_HOME` or `~/.cache`. As root
 * it is `/var/cache/rlsbench`, since the server runs as `nobody`, who can't enter root's home.
 *
 * @throws BadInputError when `RLSBENCH_CACHE_BYTES` is not a number of bytes
 */
export function locateCache(env: NodeJS.ProcessEnv = process.env): CacheFolder {
  const root = env.RLSBENCH_CACHE ? resolve(env.RLSBENCH_CACHE) : defaultRoot(env);
  return {
    root,
    data: join(root, 'data'),
    postgres: join(root, 'postgres'),
    pgbouncer: join(root, 'pgbouncer'),
    runs: join(root, 'runs'),
    budgetBytes: readBudget(env.RLSBENCH_CACHE_BYTES),
  };
}

/**
 * The cache, with its folders made.
 *
 * @throws EnvironmentError when they can't be
 */
export async function openCache(env: NodeJS.ProcessEnv = process.env): Promise<CacheFolder> {
  const cache = locateCache(env);
  try {
    for (const folder of [cache.root, cache.data, cache.postgres, cache.pgbouncer, cache.runs]) {
      const made = await mkdir(folder, { recursive: true });
      // Whatever the umask: the unprivileged user has to pass through.
      if (made !== undefined) await chmod(folder, 0o755);
    }
  } catch (cause) {
    throw new EnvironmentError(
      `Expected to be able to write the cache folder ${cache.root}, got: ${String(cause)}.`,
      'Set RLSBENCH_CACHE to a folder you can write.',
      { cause },
    );
  }
  return cache;
}

function defaultRoot(env: NodeJS.ProcessEnv): string {
  if (process.getuid?.() === 0) return '/var/cache/rlsbench';
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rlsbench');
}

function readBudget(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_BUDGET_BYTES;
  const bytes = Number(text);
  if (Number.isSafeInteger(bytes) && bytes >= 0) return bytes;
  throw new BadInputError(
    `Expected RLSBENCH_CACHE_BYTES to be a number of bytes, got "${text}".`,
    'Set it to a whole number, for example 20000000000 for 20 GB.',
  );
}
