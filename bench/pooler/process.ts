import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverLauncher } from '../target/placement.js';
import type { RunFolder } from '../target/run-folder.js';
import { childEnd } from '../target/watchdog.js';
import type { PoolerProgram } from './pooler.js';

/** One PgBouncer, wherever it was started; it may not listen yet, or have ended. */
export interface PoolerProcess {
  /** Its number on this machine; undefined when it could not be started. */
  readonly pid: number | undefined;
  readonly isOver: () => boolean;
  /** What it has said so far. */
  readonly log: () => Promise<string>;
  /** Stops it at once, whatever its clients do. */
  readonly stop: () => Promise<void>;
}

/** Starts a PgBouncer with a configuration file, in the folder that this lies in. */
export type StartProcess = (configuration: string, folder: string) => Promise<PoolerProcess>;

/** Starts it as a process of the run folder, on the cores of the backends. */
export function asChildOf(run: RunFolder, { command }: PoolerProgram): StartProcess {
  return async (configuration, folder) => {
    const logFile = join(folder, 'log');
    const [program = '', ...args] = [...serverLauncher(), ...command, configuration];
    const log = await open(logFile, 'a', 0o600);
    // Without a logfile setting it logs to stderr, and so does the loader that may not find a library.
    const child = run.start(program, args, { stdio: ['ignore', log.fd, log.fd] });
    await log.close();
    let over = false;
    const ended = childEnd(child).then(() => {
      over = true;
    });
    return {
      pid: child.pid,
      isOver: () => over,
      log: () => readFile(logFile, 'utf8').catch(() => ''),
      stop: async () => {
        child.ref();
        // QUIT is the immediate shutdown from 1.23 on and ends older ones too (they don't handle it).
        child.kill('SIGQUIT');
        const giveUp = setTimeout(() => child.kill('SIGKILL'), 3_000);
        await ended;
        clearTimeout(giveUp);
      },
    };
  };
}
