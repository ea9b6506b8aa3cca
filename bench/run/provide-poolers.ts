import { isPoolerSource, openPoolers } from '../pooler/open.js';
import type { PoolerSource } from '../pooler/pooler.js';
import type { SkippedWork } from '../result/parts.js';
import { wantsPooler, withoutPooledArms } from '../scenario/pooled-arms.js';
import type { Scenario } from '../scenario/scenario.js';
import type { RunRequest } from './request.js';

/** The scenarios of a run with what their pooled arms go through. */
export interface PooledScenarios {
  readonly scenarios: readonly Scenario[];
  /** Undefined where no scenario wants one, or there is none. */
  readonly poolers: PoolerSource | undefined;
  /** The arms that are left out where there is none. */
  readonly skipped: readonly SkippedWork[];
}

/**
 * Finds or fetches PgBouncer where a scenario wants one. Without one the pooled arms are left out,
 * loudly, with the command that would bring it. The caller closes the source.
 *
 * @throws {BadInputError} when the pooler that was asked for can't be used
 */
export async function providePoolers(
  scenarios: readonly Scenario[],
  { pooler = {}, onEvent }: Pick<RunRequest, 'pooler' | 'onEvent'>,
): Promise<PooledScenarios> {
  if (!scenarios.some(wantsPooler)) return { scenarios, poolers: undefined, skipped: [] };
  onEvent({ kind: 'doing', text: 'looking for PgBouncer' });
  const found = await openPoolers(pooler, (text) => onEvent({ kind: 'said', text }));
  if (isPoolerSource(found)) return { scenarios, poolers: found, skipped: [] };
  const reason = `${found.why} ${found.nextStep}`;
  onEvent({ kind: 'said', text: `skipped: all arms that go through PgBouncer: ${reason}` });
  const left = scenarios.map((scenario) => withoutPooledArms(scenario, reason));
  return {
    scenarios: left.map(({ scenario }) => scenario).filter(({ arms }) => arms.length > 0),
    poolers: undefined,
    skipped: left.flatMap(({ skipped }) => skipped),
  };
}
