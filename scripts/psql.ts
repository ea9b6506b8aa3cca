import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ConnectionSettings } from '../bench/load/session.js';

const run = promisify(execFile);

/** The path of a psql that runs: on PATH, or the newest of Debian's; undefined when there is none. */
export async function findPsql(): Promise<string | undefined> {
  const folder = '/usr/lib/postgresql';
  const majors = await readdir(folder).catch(() => []);
  const installed = majors
    .sort((a, b) => Number(b) - Number(a))
    .map((m) => `${folder}/${m}/bin/psql`);
  for (const psql of ['psql', ...installed]) {
    const works = await run(psql, ['--version']).then(
      () => true,
      () => false,
    );
    if (works) return psql;
  }
  return undefined;
}

/** Runs psql with `commands`, each a statement or a backslash command, in one transaction. */
export async function runPsql(
  psql: string,
  settings: ConnectionSettings,
  commands: readonly string[],
): Promise<void> {
  const { host, port, database, user, password } = settings;
  const flags = ['-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-h', host, '-p', String(port)];
  const each = commands.flatMap((command) => ['-c', command]);
  await run(psql, [...flags, '-U', user, '-d', database, ...each], {
    env: { ...process.env, PGPASSWORD: password },
  });
}
