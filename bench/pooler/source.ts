import type { ConnectionSettings } from '../load/session.js';
import { openCache } from '../target/cache-folder.js';
import { openRunFolder } from '../target/run-folder.js';
import { readOnCpuNs } from '../target/server-cpu.js';
import type { Pooler, PoolerProgram, PoolerSettings, PoolerSource } from './pooler.js';
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
  return {
    version: program.version,
    description: `PgBouncer ${program.version}, ${FOUND[program.source]}`,
    open: async (server, logins, settings) => {
      const ssl = logins[0]?.ssl ?? false;
      const start = { program, run, server: { ...server, ssl }, logins, settings };
      const started = await startPooler(start);
      return describe(started, program, settings);
    },
    close: () => run.close(),
  };
}

function describe(
  { child, port, console, stop }: StartedPooler,
  { version }: PoolerProgram,
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
    pid: child.pid,
    through: (login) => throughPort(login, port),
    show,
    serverPids: async () =>
      (await show('SERVERS')).map((row) => Number(row.remote_pid)).filter((pid) => pid > 0),
    readCpuNs: () => readOnCpuNs(child.pid),
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
