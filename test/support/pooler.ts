import { afterAll } from 'vitest';
import type { PoolerSettings, PoolerSource } from '../../bench/pooler/pooler.js';
import { openPoolerSource } from '../../bench/pooler/source.js';
import { testPoolerProgram } from './pooler-program.js';

/** Settings for a test that has no wishes of its own. */
export const POOLER_SETTINGS: PoolerSettings = {
  poolMode: 'transaction',
  poolSize: 2,
  maxClients: 20,
  maxPreparedStatements: 200,
};

/** Poolers for a test file, closed after it. Their folder is in the test run's own cache. */
export async function openTestPoolers(): Promise<PoolerSource> {
  const source = await openPoolerSource(await testPoolerProgram());
  afterAll(() => source.close());
  return source;
}
