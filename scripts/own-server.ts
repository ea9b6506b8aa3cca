import { join } from 'node:path';
import type { ConnectionSettings } from '../bench/load/session.js';
import { findBinaries } from '../bench/target/binaries.js';
import { openCache } from '../bench/target/cache-folder.js';
import { openRunFolder } from '../bench/target/run-folder.js';
import { initialiseData, startServer } from '../bench/target/server.js';

/** A new, empty server for a benchmark that chooses the server's settings itself. */
export interface OwnServer {
  readonly superuser: ConnectionSettings;
  /** Stops the server and removes its data. */
  readonly stop: () => Promise<void>;
}

/** Starts Postgres 18 with `settings` ("name=value") over the server's own defaults. */
export async function startOwnServer(settings: readonly string[] = []): Promise<OwnServer> {
  const cache = await openCache();
  const binaries = await findBinaries(18, cache, () => {});
  const run = await openRunFolder(cache);
  try {
    const data = join(await run.makePrivate('data'), 'pg');
    const password = await initialiseData(run, binaries, data);
    const ours = ['listen_addresses=127.0.0.1', 'unix_socket_directories='];
    const pairs = [...ours, ...settings].map((each) => {
      const [name = '', ...value] = each.split('=');
      return { name, value: value.join('=') };
    });
    const server = await startServer(run, binaries, data, password, pairs);
    return {
      superuser: server.admin,
      stop: async () => {
        await server.stop();
        await run.close();
      },
    };
  } catch (error) {
    await run.close();
    throw error;
  }
}
