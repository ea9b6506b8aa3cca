import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { openEmbedded } from '../../bench/target/embedded.js';
import { testedMajor } from './tested-major.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser of the server that all test files share, in its empty database. */
    admin: ConnectionSettings;
  }
}

/**
 * Starts one server for the whole test run, with a cache folder of the run's own (RLSBENCH_CACHE,
 * inherited by every test and what it starts), and removes both afterwards.
 */
export default async function startPostgres(project: TestProject) {
  const cache = await mkdtemp(join(tmpdir(), 'rlsbench-test-cache-'));
  // The server's user has to pass through.
  await chmod(cache, 0o755);
  process.env.RLSBENCH_CACHE = cache;
  const target = await openEmbedded(
    {
      location: 'embedded',
      pgMajor: testedMajor(),
      dataKey: 'tests: empty',
      fill: async () => {},
      onProgress: () => {},
    },
    { holdToCores: false, maxConnections: 300 },
  );
  project.provide('admin', target.admin);
  return async () => {
    await target.close();
    await rm(cache, { recursive: true, force: true });
  };
}
