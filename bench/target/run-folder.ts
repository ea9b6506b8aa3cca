import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { EnvironmentError } from '../errors.js';
import type { CacheFolder } from './cache-folder.js';
import { writeOwner } from './live-runs.js';
import { runFolderPath } from './run-places.js';
import { type UnprivilegedUser, unprivilegedUser } from './unprivileged.js';
import { childEnd, startWatchdog } from './watchdog.js';

/** Written into each run folder, so that others can tell whose it is and whether they live. */
export interface RunOwner {
  readonly pid: number;
  readonly start: string | null;
  readonly host: string;
  /** Name of the cache entry the run reads, which is not to be removed meanwhile. */
  readonly entry: string | null;
}

/** A folder that lives as long as this process at most, and the processes that work in it. */
export interface RunFolder {
  readonly path: string;
  readonly place: 'disk' | 'memory';
  readonly user: UnprivilegedUser | undefined;
  /** Makes a new folder below it that only the server's user can enter. */
  makePrivate(name: string): Promise<string>;
  /** Says which cache entry this run reads. */
  useEntry(entry: string): Promise<void>;
  /** Starts a program as the server's user; it dies with us. */
  start(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Runs a program like `start` until its end; throws EnvironmentError when it fails. */
  execute(command: string, args: readonly string[]): Promise<void>;
  /** Stops what runs and removes the folder. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Makes a run folder, guarded by a watchdog from its first moment: on the cache's disk, where what is
 * made can be moved into the cache, or in memory.
 */
export async function openRunFolder(
  cache: CacheFolder,
  place: 'disk' | 'memory' = 'disk',
): Promise<RunFolder> {
  const name = `${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`;
  const path = runFolderPath(cache, name, place);
  const user = unprivilegedUser();
  const children = new Set<ChildProcess>();
  const watchdog = startWatchdog(path);
  await mkdir(path);
  await chmod(path, 0o755);

  const useEntry = (entry: string | null) => writeOwner(path, entry);
  await useEntry(null);

  const start = (command: string, args: readonly string[], options: SpawnOptions = {}) => {
    const [program = command, ...rest] = [...dieWithUs(), command, ...args];
    const child = spawn(program, rest, {
      ...user,
      cwd: path,
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
      stdio: 'ignore',
      ...options,
      // Its own session: Ctrl-C is ours to handle, the server has to outlive it for the report.
      detached: true,
    });
    const { pid } = child;
    if (pid !== undefined) {
      watchdog.watch(pid);
      children.add(child);
      child.once('exit', () => {
        children.delete(child);
        watchdog.forget(pid);
      });
    }
    child.unref();
    return child;
  };

  const execute = async (command: string, args: readonly string[]) => {
    const child = start(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    child.ref();
    const said = child.stderr ? text(child.stderr) : Promise.resolve('');
    const failure = await new Promise<string | undefined>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, signal) => resolve(code === 0 ? undefined : `${code ?? signal}`));
    });
    if (failure === undefined) return;
    const lines = (await said).trim().split('\n').slice(-3).join(' ');
    throw new EnvironmentError(
      `${command} failed (${failure}): ${lines}`,
      'Check the free disk space and permissions of the cache folder (RLSBENCH_CACHE).',
    );
  };

  let closing: Promise<void> | undefined;
  const close = async () => {
    await Promise.all([...children].map(stopAtOnce));
    await watchdog.finish();
    await rm(path, { recursive: true, force: true });
  };

  return {
    path,
    place,
    user,
    useEntry,
    start,
    execute,
    makePrivate: async (name) => {
      const folder = await mkdtemp(join(path, `${name}-`));
      await giveTo(user, folder);
      return folder;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Hands a file or folder to the server's user, where that isn't us. */
export async function giveTo(user: UnprivilegedUser | undefined, path: string): Promise<void> {
  if (user === undefined) return;
  await chown(path, user.uid, user.gid);
}

async function stopAtOnce(child: ChildProcess): Promise<void> {
  const ended = childEnd(child);
  child.ref();
  child.kill('SIGQUIT');
  const giveUp = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(giveUp);
}

let pdeathsig: readonly string[] | undefined;

/**
 * Where Linux has util-linux: the kernel itself signals the child when the thread that started it
 * ends (prctl(2), PR_SET_PDEATHSIG), which is why targets are opened in the main thread.
 */
function dieWithUs(): readonly string[] {
  const prefix = ['setpriv', '--pdeathsig', 'QUIT', '--'];
  pdeathsig ??=
    process.platform === 'linux' && spawnSync('setpriv', [...prefix.slice(1), 'true']).status === 0
      ? prefix
      : [];
  return pdeathsig;
}
