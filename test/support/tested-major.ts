import type { TargetRequest } from '../../bench/target/target.js';

/**
 * The version of Postgres that tests run on: RLSBENCH_TEST_PG=15 runs all of those on 15 that share
 * the server, or check a scenario on one of its own (fetched by npm).
 */
export function testedMajor(): TargetRequest['pgMajor'] {
  const wanted = process.env.RLSBENCH_TEST_PG || '18';
  const major = ([15, 16, 17, 18] as const).find((each) => String(each) === wanted);
  if (major === undefined) throw new Error(`Expected RLSBENCH_TEST_PG to be 15 to 18: ${wanted}`);
  return major;
}
