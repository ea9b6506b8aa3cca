import { access, constants } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { BadInputError } from '../errors.js';
import type { CacheFolder } from '../target/cache-folder.js';
import { unprivilegedUser } from '../target/unprivileged.js';
import { fetchPooler } from './fetch.js';
import { fetchedPooler } from './fetched.js';
import { installSentence } from './install.js';
import type { NoPooler, PoolerProgram } from './pooler.js';
import { askVersion, isNewEnough, OLDEST_VERSION } from './version.js';

/**
 * Finds PgBouncer 1.21 or newer: the one that was named, else the one on PATH, else one that was
 * fetched into the cache, or is now.
 *
 * @throws {BadInputError} when the one that was named does not run, is none, or is older
 */
export async function findPooler(
  options: { readonly path?: string | undefined },
  cache: CacheFolder,
  onProgress: (message: string) => void,
): Promise<PoolerProgram | NoPooler> {
  if (options.path !== undefined) return namedPooler(options.path);
  const present = await presentPooler(cache, onProgress);
  if (present !== undefined) return present;
  const fetched = await fetchPooler(cache, onProgress);
  if ('command' in fetched) return fetched;
  return {
    why: `No PgBouncer ${OLDEST_VERSION} or newer was found on PATH, and ${fetched.why}`,
    nextStep: await installSentence(),
  };
}

/** The one on PATH, else one that was fetched earlier; undefined where there is none yet. */
export async function presentPooler(
  cache: CacheFolder,
  onProgress: (message: string) => void,
): Promise<PoolerProgram | undefined> {
  return (await poolerOnPath(onProgress)) ?? (await fetchedPooler(cache));
}

async function namedPooler(path: string): Promise<PoolerProgram> {
  const program = resolve(path);
  const answer = await askVersion([program], unprivilegedUser());
  const nextStep = `Give the path of PgBouncer ${OLDEST_VERSION} or newer, or leave --pgbouncer out to have one found or fetched.`;
  if ('why' in answer) {
    throw new BadInputError(
      `Expected --pgbouncer to name a PgBouncer ${OLDEST_VERSION} or newer; ${program} ${answer.why}.`,
      nextStep,
    );
  }
  if (!isNewEnough(answer.version)) {
    throw new BadInputError(
      `Expected --pgbouncer to name a PgBouncer ${OLDEST_VERSION} or newer (older ones can't carry named prepared statements in transaction mode); ${program} is ${answer.version}.`,
      nextStep,
    );
  }
  return { version: answer.version, source: 'option', command: [program] };
}

/**
 * The first on PATH that is new enough; one that is not is passed over, and said. Debian puts it into
 * /usr/sbin, which only root has on the PATH.
 */
async function poolerOnPath(
  onProgress: (message: string) => void,
): Promise<PoolerProgram | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((each) => each !== '');
  for (const folder of new Set([...folders, '/usr/sbin'])) {
    const program = join(folder, 'pgbouncer');
    if (!(await mayExecute(program))) continue;
    const answer = await askVersion([program], unprivilegedUser());
    if ('why' in answer) {
      onProgress(`${program} is passed over: it ${answer.why}`);
    } else if (isNewEnough(answer.version)) {
      return { version: answer.version, source: 'path', command: [program] };
    } else {
      onProgress(
        `PgBouncer ${answer.version} at ${program} is passed over: named prepared statements need ${OLDEST_VERSION} or newer`,
      );
    }
  }
  return undefined;
}

function mayExecute(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
