import { randomBytes } from 'node:crypto';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import type { PostgresBinaries } from './binaries.js';
import { withClient } from './connect.js';
import { freePort } from './free-port.js';
import { giveTo, type RunFolder } from './run-folder.js';
import { childEnd } from './watchdog.js';

const SUPERUSER = 'postgres';
const START_ATTEMPTS = 5;
const START_TIMEOUT_MS = 60_000;

export interface RunningServer {
  /** The superuser, in database `postgres`. */
  readonly admin: ConnectionSettings;
  /** Fast shutdown (manual, 18.5): disconnects everybody and writes a checkpoint. */
  stop(): Promise<void>;
}

/**
 * Makes a new data folder (C locale, UTF-8, SCRAM) and returns the superuser's random password.
 * The password passes through a file only the server's user can read, never a command line.
 */
export async function initialiseData(
  run: RunFolder,
  binaries: PostgresBinaries,
  data: string,
): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  const passwordFile = `${data}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(run.user, passwordFile);
  const auth = ['--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
  const text = ['--no-locale', '--encoding=UTF8'];
  // Not synced: see `syncData`.
  const args = ['-D', data, ...auth, ...text, '--no-sync', '--no-instructions'];
  await run.execute(binaries.initdb, args);
  await rm(passwordFile);
  return password;
}

/**
 * Writes a stopped data folder through to the disk. On Linux by the file system it is on, which
 * takes a fifth of the time of Postgres' own way, file by file.
 */
export function syncData(run: RunFolder, binaries: PostgresBinaries, data: string): Promise<void> {
  return process.platform === 'linux'
    ? run.execute('sync', ['-f', data])
    : run.execute(binaries.initdb, ['--sync-only', '-D', data]);
}

/**
 * Starts a server on a data folder, on a free port of 127.0.0.1.
 *
 * @param launcher a program with its arguments that Postgres is started through, for placement
 * @throws EnvironmentError with the end of the server's log when it does not come up
 */
export async function startServer(
  run: RunFolder,
  binaries: PostgresBinaries,
  data: string,
  password: string,
  settings: readonly { readonly name: string; readonly value: string }[],
  launcher: readonly string[] = [],
): Promise<RunningServer> {
  const logFile = `${data}.log`;
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const options = settings.flatMap(({ name, value }) => ['-c', `${name}=${value}`]);
    const [program = binaries.postgres, ...args] = [
      ...[...launcher, binaries.postgres],
      ...['-D', data, '-p', String(port), ...options],
    ];
    const log = await open(logFile, 'a', 0o600);
    const child = run.start(program, args, { stdio: ['ignore', log.fd, log.fd] });
    let over = false;
    const ended = childEnd(child).then(() => {
      over = true;
    });
    await log.close();

    const admin = { host: '127.0.0.1', port, database: 'postgres', user: SUPERUSER, password };
    const settingsForAdmin: ConnectionSettings = { ...admin, ssl: false };
    if (await comesUp(settingsForAdmin, data, () => over)) {
      return {
        admin: settingsForAdmin,
        stop: async () => {
          child.ref();
          child.kill('SIGINT');
          await ended;
        },
      };
    }
    child.kill('SIGQUIT');
    await ended;
    const lines = (await readFile(logFile, 'utf8')).trim().split('\n');
    // Somebody took the port between our asking for a free one and Postgres' taking it.
    const portTaken = lines.some((line) => line.includes('could not bind'));
    if (portTaken && attempt < START_ATTEMPTS) continue;
    throw new EnvironmentError(
      `Postgres ${binaries.version} did not start: ${lines.slice(-3).join(' ')}`,
      'Run `rlsbench doctor` to see what this machine can run.',
    );
  }
}

/** True once the server answers, false when it ended or took too long. */
async function comesUp(
  admin: ConnectionSettings,
  data: string,
  isOver: () => boolean,
): Promise<boolean> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline && !isOver()) {
    try {
      const serving = await withClient(admin, (client) => client.query('SHOW data_directory'));
      // Another server may have got the port; ours is then about to say so and end.
      if (serving.rows[0].data_directory === data) return true;
    } catch {
      // Not listening yet, or still starting up.
    }
    await sleep(15);
  }
  return false;
}
