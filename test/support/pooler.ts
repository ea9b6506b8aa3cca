import { afterAll } from 'vitest';
import type { PoolerProgram, PoolerSource } from '../../bench/pooler/pooler.js';
import { findPooler } from '../../bench/pooler/program.js';
import { openPoolerSource } from '../../bench/pooler/source.js';
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

/** Poolers for a test file, closed after it. Its folder is in the test run's own cache. */
export async function openTestPoolers(): Promise<PoolerSource> {
  const source = await openPoolerSource(await testPoolerProgram());
  afterAll(() => source.close());
  return source;
}
