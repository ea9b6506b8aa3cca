import { openCache } from '../target/cache-folder.js';
import { containerPoolers } from './container.js';
import { openExistingPooler } from './existing.js';
import type { NoPooler, PoolerSource } from './pooler.js';
import { findPooler } from './program.js';
import { openPoolerSource } from './source.js';

/** Which pooler a person asked for; nothing is: find one. */
export interface PoolerChoice {
  /** Path of a PgBouncer. */
  readonly pgbouncer?: string | undefined;
  /** An existing pooler, as postgres://user:password@host:port/database. */
  readonly poolerUrl?: string | undefined;
}

/**
 * Where a run's poolers come from, or why it has none and what would bring one. Called in the main
 * thread: what is started dies with the thread that started it.
 *
 * @throws {BadInputError} when what was asked for can't be used
 * @throws {EnvironmentError} when a folder can't be made, or nothing answers at the URL
 */
export async function openPoolers(
  choice: PoolerChoice,
  onProgress: (message: string) => void,
): Promise<PoolerSource | NoPooler> {
  if (choice.poolerUrl !== undefined) return openExistingPooler(choice.poolerUrl, onProgress);
  const program = await findPooler({ path: choice.pgbouncer }, await openCache(), onProgress);
  if ('command' in program) return openPoolerSource(program);
  const inContainer = await containerPoolers(onProgress);
  if (isPoolerSource(inContainer)) return inContainer;
  return { why: `${program.why} ${inContainer.why}`, nextStep: program.nextStep };
}

/** Whether there is one. */
export function isPoolerSource(found: PoolerSource | NoPooler): found is PoolerSource {
  return 'open' in found;
}
