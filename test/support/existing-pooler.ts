import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { authFileText, poolerConfiguration } from '../../bench/pooler/config.js';
import { asChildOf } from '../../bench/pooler/process.js';
import { openCache } from '../../bench/target/cache-folder.js';
import { freePort } from '../../bench/target/free-port.js';
import { giveTo, openRunFolder } from '../../bench/target/run-folder.js';
import { scramVerifier } from '../../bench/target/scram.js';
import { POOLER_SETTINGS } from './pooler.js';
import { testPoolerProgram } from './pooler-program.js';

export interface ExistingPooler {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * A PgBouncer as a person has one: it looks up the logins that it does not know on the server, as
 * `admin`, who may also ask its console. `guest` may log in and no more.
 */
export async function startExistingPooler(
  admin: ConnectionSettings,
  guest: ConnectionSettings,
  extra: readonly string[] = [`auth_user = ${admin.user}`],
): Promise<ExistingPooler> {
  const run = await openRunFolder(await openCache());
  const folder = await run.makePrivate('existing');
  const port = await freePort();
  const authFile = join(folder, 'users');
  const users = [admin, guest].map(({ user, password }) => ({
    ...{ user, secret: user === admin.user ? password : scramVerifier(password) },
  }));
  const text = poolerConfiguration({
    ...{ port, server: admin, settings: { ...POOLER_SETTINGS, poolSize: 4 }, authFile },
    ...{ consoleUser: admin.user, serverTlsMode: 'disable', serverTlsFiles: {} },
  });
  const configuration = join(folder, 'pgbouncer.ini');
  for (const [path, content] of [
    [authFile, authFileText(users)],
    [configuration, `${text}${extra.join('\n')}\n`],
  ] as const) {
    await writeFile(path, content, { mode: 0o600 });
    await giveTo(run.user, path);
  }
  const started = await asChildOf(run, await testPoolerProgram())(configuration, folder);
  while (!started.isOver() && !(await started.log()).includes('process up')) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  if (started.isOver()) throw new Error(`It did not start: ${await started.log()}`);
  return { port, close: () => run.close() };
}
