import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { freePort } from '../target/free-port.js';
import { serverLauncher } from '../target/placement.js';
import { giveTo, type RunFolder } from '../target/run-folder.js';
import { scramVerifier } from '../target/scram.js';
import { childEnd } from '../target/watchdog.js';
import { authFileText, poolerConfiguration } from './config.js';
import { openConsole, type PoolerConsole } from './console.js';
import { openFilesNeeded, requireOpenFiles } from './open-files.js';
import type { PoolerProgram, PoolerSettings } from './pooler.js';
import { serverTls } from './server-tls.js';

const CONSOLE_USER = 'rlsbench_console';
const START_ATTEMPTS = 5;
const START_TIMEOUT_MS = 10_000;

/** A PgBouncer that answers on its console. */
export interface StartedPooler {
  readonly child: ChildProcess & { readonly pid: number };
  readonly port: number;
  readonly console: PoolerConsole;
  /** The end of its log, on one line. */
  readonly lastWords: () => Promise<string>;
  /** Stops it at once, whatever its clients do. */
  readonly stop: () => Promise<void>;
}

/** What one PgBouncer is started for. */
export interface PoolerStart {
  readonly program: PoolerProgram;
  readonly run: RunFolder;
  readonly server: Pick<ConnectionSettings, 'host' | 'port' | 'ssl'>;
  readonly logins: readonly ConnectionSettings[];
  readonly settings: PoolerSettings;
}

/**
 * Starts a PgBouncer on a free port of 127.0.0.1, on the cores of the backends, as the run's
 * unprivileged user.
 *
 * @throws {EnvironmentError} with the end of its log when it does not come up, and when it would need
 * more open files than it may have
 */
export async function startPooler(start: PoolerStart): Promise<StartedPooler> {
  requireOpenFiles(openFilesNeeded(start.settings, start.logins.length));
  for (let attempt = 1; ; attempt++) {
    const started = await tryToStart(start);
    if ('child' in started) return started;
    // Somebody took the port between our asking for a free one and PgBouncer's taking it.
    if (/address already in use/i.test(started.log) && attempt < START_ATTEMPTS) continue;
    throw new EnvironmentError(
      `PgBouncer ${start.program.version} did not start: ${lastLines(started.log)}`,
      'Run `rlsbench doctor` to see what this machine can run, or give another one with --pgbouncer PATH.',
    );
  }
}

async function tryToStart(start: PoolerStart): Promise<StartedPooler | { readonly log: string }> {
  const { program, run } = start;
  const port = await freePort();
  const folder = await run.makePrivate('pooler');
  const password = randomBytes(24).toString('base64url');
  const configuration = await writeConfiguration(start, folder, port, password);
  const logFile = join(folder, 'log');
  const [command = '', ...args] = [...serverLauncher(), ...program.command, configuration];
  const log = await open(logFile, 'a', 0o600);
  // Without a logfile setting it logs to stderr, and so does the loader that may not find a library.
  const child = run.start(command, args, { stdio: ['ignore', log.fd, log.fd] });
  await log.close();
  let over = false;
  const ended = childEnd(child).then(() => {
    over = true;
  });
  const login = { host: '127.0.0.1', port, database: '', user: CONSOLE_USER, password, ssl: false };
  const poolerConsole = await comesUp(login, () => over);
  const stop = async () => {
    child.ref();
    // QUIT is the immediate shutdown from 1.23 on and ends older ones too (they don't handle it).
    child.kill('SIGQUIT');
    const giveUp = setTimeout(() => child.kill('SIGKILL'), 3_000);
    await ended;
    clearTimeout(giveUp);
  };
  const readLog = () => readFile(logFile, 'utf8').catch(() => '');
  if (poolerConsole === undefined || !hasPid(child)) {
    await stop();
    return { log: await readLog() };
  }
  const lastWords = async () => lastLines(await readLog());
  return { child, port, console: poolerConsole, lastWords, stop };
}

/** Writes its two files, readable by nobody but the user it runs as; returns the path of the first. */
async function writeConfiguration(
  { run, server, logins, settings }: PoolerStart,
  folder: string,
  port: number,
  password: string,
): Promise<string> {
  const authFile = join(folder, 'users');
  const configuration = join(folder, 'pgbouncer.ini');
  const users = [{ user: CONSOLE_USER, password }, ...logins];
  // The server holds the same verifier, so PgBouncer passes a client's login on. With the password
  // itself it would make a verifier of 4,096 iterations at every login: 5 ms of its CPU, not 0.2.
  const secrets = users.map((each) => ({ user: each.user, secret: scramVerifier(each.password) }));
  const write = async (path: string, content: string) => {
    await writeFile(path, content, { mode: 0o600 });
    await giveTo(run.user, path);
  };
  const tls = serverTls(server.ssl);
  const serverTlsFiles: Record<string, string> = {};
  for (const [setting, content] of Object.entries(tls.files)) {
    serverTlsFiles[setting] = join(folder, setting);
    await write(join(folder, setting), content);
  }
  const tlsOptions = { serverTlsMode: tls.mode, serverTlsFiles };
  await write(authFile, authFileText(secrets));
  await write(
    configuration,
    poolerConfiguration({
      ...{ port, server, settings, authFile, consoleUser: CONSOLE_USER },
      ...tlsOptions,
    }),
  );
  return configuration;
}

/** Its console as soon as it answers; undefined when it ended or took too long. */
async function comesUp(
  login: ConnectionSettings,
  isOver: () => boolean,
): Promise<PoolerConsole | undefined> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline && !isOver()) {
    try {
      // The password is random: whoever lets us in is the one we started.
      return await openConsole(login);
    } catch {
      // Not listening yet.
    }
    await sleep(5);
  }
  return undefined;
}

function hasPid(child: ChildProcess): child is ChildProcess & { readonly pid: number } {
  return child.pid !== undefined;
}

/** The last three lines of a log, without time and process number. */
function lastLines(log: string): string {
  const lines = log.trim().split('\n').slice(-3);
  return (
    lines.map((line) => line.replace(/^\S+ \S+ \S+ \[\d+\] /, '')).join(' ') || 'it said nothing'
  );
}
