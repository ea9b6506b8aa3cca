import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { freePort } from '../target/free-port.js';
import { giveTo, type RunFolder } from '../target/run-folder.js';
import { scramVerifier } from '../target/scram.js';
import { authFileText, poolerConfiguration } from './config.js';
import { openConsole, type PoolerConsole } from './console.js';
import { openFilesNeeded, requireOpenFiles } from './open-files.js';
import type { PoolerSettings } from './pooler.js';
import type { PoolerProcess, StartProcess } from './process.js';
import { serverTls } from './server-tls.js';

const CONSOLE_USER = 'rlsbench_console';
const START_ATTEMPTS = 5;
const START_TIMEOUT_MS = 10_000;

/** A PgBouncer that answers on its console. */
export interface StartedPooler {
  readonly pid: number;
  readonly port: number;
  readonly console: PoolerConsole;
  /** Stops it at once, whatever its clients do. */
  readonly stop: () => Promise<void>;
}

/** What one PgBouncer is started for. */
export interface PoolerStart {
  readonly version: string;
  readonly run: RunFolder;
  readonly startProcess: StartProcess;
  readonly server: Pick<ConnectionSettings, 'host' | 'port' | 'ssl'>;
  readonly logins: readonly ConnectionSettings[];
  readonly settings: PoolerSettings;
}

/**
 * Starts a PgBouncer on a free port of 127.0.0.1, as the run's unprivileged user.
 *
 * @throws {EnvironmentError} with the end of its log when it does not come up, and when it would need
 * more open files than it may have
 */
export async function startPooler(start: PoolerStart): Promise<StartedPooler> {
  requireOpenFiles(openFilesNeeded(start.settings, start.logins.length));
  for (let attempt = 1; ; attempt++) {
    const started = await tryToStart(start);
    if ('console' in started) return started;
    // Somebody took the port between our asking for a free one and PgBouncer's taking it.
    if (/address already in use/i.test(started.log) && attempt < START_ATTEMPTS) continue;
    throw new EnvironmentError(
      `PgBouncer ${start.version} did not start: ${lastLines(started.log)}`,
      'Run `rlsbench doctor` to see what this machine can run, or give another one with --pgbouncer PATH.',
    );
  }
}

async function tryToStart(start: PoolerStart): Promise<StartedPooler | { readonly log: string }> {
  const port = await freePort();
  const folder = await start.run.makePrivate('pooler');
  const password = randomBytes(24).toString('base64url');
  const configuration = await writeConfiguration(start, folder, port, password);
  const started = await start.startProcess(configuration, folder);
  const login = { host: '127.0.0.1', port, database: '', user: CONSOLE_USER, password, ssl: false };
  const poolerConsole = await comesUp(login, started.isOver);
  if (poolerConsole === undefined || !hasPid(started)) {
    await started.stop();
    return { log: await started.log() };
  }
  return { pid: started.pid, port, console: poolerConsole, stop: started.stop };
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

function hasPid(started: PoolerProcess): started is PoolerProcess & { readonly pid: number } {
  return started.pid !== undefined;
}

/** The last three lines of a log, without time and process number. */
function lastLines(log: string): string {
  const lines = log.trim().split('\n').slice(-3);
  return (
    lines.map((line) => line.replace(/^\S+ \S+ \S+ \[\d+\] /, '')).join(' ') || 'it said nothing'
  );
}
