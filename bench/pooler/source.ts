import type { ConnectionSettings } from '../load/session.js';
import { openCache } from '../target/cache-folder.js';
import { openRunFolder, type RunFolder } from '../target/run-folder.js';
import { readOnCpuNs } from '../target/server-cpu.js';
import type { Pooler, PoolerProgram, PoolerSettings, PoolerSource } from './pooler.js';
import { asChildOf, type StartProcess } from './process.js';
import { type StartedPooler, startPooler } from './start.js';
import { poolerErrorOf } from './trouble.js';

const FOUND = {
  option: 'named by --pgbouncer',
  path: 'on PATH',
  fetched: 'fetched',
  container: 'in a container',
} as const;

/**
 * Poolers of our own, in one run folder that lives as long as this process at most, as they do.
 *
 * @throws {EnvironmentError} when the folder can't be made
 */
export async function openPoolerSource(program: PoolerProgram): Promise<PoolerSource> {
  const run = await openRunFolder(await openCache());
  return poolersIn(run, program, asChildOf(run, program));
}

/** Poolers with their files in a run folder, each started by `startProcess`. */
export function poolersIn(
  run: RunFolder,
  { version, source }: Pick<PoolerProgram, 'version' | 'source'>,
  startProcess: StartProcess,
): PoolerSource {
  return {
    version,
    description: `PgBouncer ${version}, ${FOUND[source]}`,
    open: async (server, logins, settings) => {
      const ssl = logins[0]?.ssl ?? false;
      const start = { version, run, startProcess, server: { ...server, ssl }, logins, settings };
      const started = await startPooler(start);
      return describe(started, version, settings);
    },
    close: () => run.close(),
  };
}

function describe(
  { pid, port, console, stop }: StartedPooler,
  version: string,
  settings: PoolerSettings,
): Pooler {
  const ask = async (command: string) => {
    try {
      return await console.ask(command);
    } catch (error) {
      throw poolerErrorOf(error, `PgBouncer ${version}`);
    }
  };
  const show = (what: string) => ask(`SHOW ${what}`);
  return {
    version,
    settings,
    pid,
    through: (login) => throughPort(login, port),
    show,
    serverPids: async () =>
      (await show('SERVERS')).map((row) => Number(row.remote_pid)).filter((pid) => pid > 0),
    readCpuNs: () => readOnCpuNs(pid),
    reconnect: async () => {
      await ask('RECONNECT');
    },
    close: async () => {
      await console.close();
      await stop();
    },
  };
}

/** The same login on a port of ours. PgBouncer refuses startup `options` that it does not know. */
function throughPort(login: ConnectionSettings, port: number): ConnectionSettings {
  const { options: _, ...rest } = login;
  return { ...rest, host: '127.0.0.1', port, ssl: false };
}
