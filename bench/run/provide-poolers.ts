import { EnvironmentError } from '../errors.js';
import { isPoolerSource, openPoolers } from '../pooler/open.js';
import type { PoolerSource } from '../pooler/pooler.js';
import { findPooler } from '../pooler/program.js';
import type { SkippedWork } from '../result/parts.js';
import { wantsPooler, withoutPooledArms } from '../scenario/pooled-arms.js';
import type { Scenario } from '../scenario/scenario.js';
import { openCache } from '../target/cache-folder.js';
import type { RunRequest } from './request.js';

/** The scenarios of a run with what their pooled arms go through. */
export interface PooledScenarios {
  readonly scenarios: readonly Scenario[];
  /** Undefined where no scenario wants one, or there is none. */
  readonly poolers: PoolerSource | undefined;
  /** The arms that are left out where there is none. */
  readonly skipped: readonly SkippedWork[];
}

/** @throws {BadInputError} when the program that was named is none, or too old */
export async function requireNamedPooler({
  pooler,
  onEvent,
}: Pick<RunRequest, 'pooler' | 'onEvent'>): Promise<void> {
  if (pooler?.pgbouncer === undefined) return;
  const say = (text: string) => onEvent({ kind: 'said', text });
  await findPooler({ path: pooler.pgbouncer }, await openCache(), say);
}

/**
 * Finds or fetches PgBouncer where a scenario wants one. Without one the pooled arms are left out,
 * loudly, with the command that would bring it. The caller closes the source.
 *
 * @throws {BadInputError} when the pooler that was asked for can't be used
 * @throws {EnvironmentError} when there is none and nothing can be run without
 */
export async function providePoolers(
  scenarios: readonly Scenario[],
  { pooler = {}, onEvent }: Pick<RunRequest, 'pooler' | 'onEvent'>,
): Promise<PooledScenarios> {
  if (!scenarios.some(wantsPooler)) {
    if (pooler.pgbouncer !== undefined || pooler.poolerUrl !== undefined) {
      const text = 'No scenario of this run goes through a pooler: the one you named is not used.';
      onEvent({ kind: 'said', text });
    }
    return { scenarios, poolers: undefined, skipped: [] };
  }
  onEvent({ kind: 'doing', text: 'looking for PgBouncer' });
  const found = await openPoolers(pooler, (text) => onEvent({ kind: 'said', text }));
  if (isPoolerSource(found)) return { scenarios, poolers: found, skipped: [] };
  const reason = `${found.why} ${found.nextStep}`;
  onEvent({ kind: 'said', text: `skipped: all arms that go through PgBouncer: ${reason}` });
  const left = scenarios.map((scenario) => withoutPooledArms(scenario, reason));
  const some = left.map(({ scenario }) => scenario).filter(({ arms }) => arms.length > 0);
  if (some.length === 0) {
    throw new EnvironmentError(
      `None of the scenarios can be run here: every arm of them goes through PgBouncer. ${found.why}`,
      found.nextStep,
    );
  }
  return {
    scenarios: some,
    poolers: undefined,
    skipped: left.flatMap(({ skipped }) => skipped),
  };
}
