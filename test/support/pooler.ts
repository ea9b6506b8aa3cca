import { afterAll, onTestFinished } from 'vitest';
import type { Pooler, PoolerSettings, PoolerSource } from '../../bench/pooler/pooler.js';
import { openPoolerSource } from '../../bench/pooler/source.js';
import { testPoolerProgram } from './pooler-program.js';
import type { TestDatabase } from './test-database.js';

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

/** A pooler of a test's own in front of a test file's database, for its superuser. */
export async function openTestPooler(
  source: PoolerSource,
  { admin }: TestDatabase,
  change: Partial<PoolerSettings> = {},
): Promise<Pooler> {
  const pooler = await source.open(admin, [admin], { ...POOLER_SETTINGS, ...change });
  onTestFinished(() => pooler.close());
  return pooler;
}
