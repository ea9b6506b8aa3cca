import type { PoolerProgram } from '../../bench/pooler/pooler.js';
import { findPooler } from '../../bench/pooler/program.js';
import { openCache } from '../../bench/target/cache-folder.js';

/**
 * PgBouncer for tests: from the cache that runs use, not the test run's own, so that it is fetched
 * once a machine and not once a test run.
 */
export async function testPoolerProgram(): Promise<PoolerProgram> {
  const { RLSBENCH_CACHE: _, ...env } = process.env;
  const found = await findPooler({}, await openCache(env), console.warn);
  if ('command' in found) return found;
  throw new Error(`Tests of poolers need PgBouncer. ${found.why} ${found.nextStep}`);
}
