import { EnvironmentError } from '../errors.js';
import type { Pooler, PoolerSettings } from '../pooler/pooler.js';
import type { ProbeRequest } from '../probe/probe.js';
import { fillPool } from './fill-pool.js';
import { warmUpOf } from './load-arm.js';
import type { LoadPoint } from './point.js';

/** The pooler of one pass, and what has to be said of it. */
export interface PassPooler {
  readonly pooler: Pooler;
  readonly note: string;
}

/**
 * Opens a pooler for one pass, so that nothing of one pass is another's. One that runs already keeps its
 * own settings, and begins with server connections of its own making: a pass that asks for another size of its pool, or in session mode for more server
 * connections than it has, is none that it can serve.
 *
 * @throws {EnvironmentError} when it does not come up or can't serve the pass
 */
export async function openPassPooler(
  { poolers, target }: Pick<ProbeRequest, 'poolers' | 'target'>,
  { arm, levels }: Pick<LoadPoint, 'arm' | 'levels'>,
  asked: PoolerSettings,
): Promise<PassPooler> {
  if (!poolers) throw new Error(`Arm ${arm.arm.name} needs a pooler`);
  const pooler = await poolers.open(target.admin, [arm.login], asked, target.prefix);
  // A backend of the pass before has its statements and its caches. It may not let us: then it has.
  if (pooler.pid === null) await pooler.reconnect().catch(() => undefined);
  const { poolSize } = pooler.settings;
  const note = poolSize === asked.poolSize ? '' : noteOfOther(poolSize, asked, levels);
  if (note instanceof EnvironmentError) {
    await pooler.close();
    throw note;
  }
  if (asked.poolMode === 'transaction') {
    const count = Math.min(poolSize || asked.poolSize, asked.maxClients);
    const { statement } = arm.arm;
    await fillPool(pooler.through(arm.login), { ...warmUpOf(arm), count, statement });
  }
  return { pooler, note };
}

/** What has to be said of a pool of another size; an error where that can't be measured. */
function noteOfOther(
  poolSize: number,
  asked: PoolerSettings,
  levels: LoadPoint['levels'],
): string | EnvironmentError {
  const has = poolSize === 0 ? 'a size that is not known' : `${poolSize} server connections`;
  if (
    levels.poolSize !== undefined ||
    (asked.poolMode === 'session' && poolSize < asked.poolSize)
  ) {
    return new EnvironmentError(
      `The pooler runs already: expected it to have a pool of ${asked.poolSize}, got ${has}.`,
      'Leave --pooler-url out, so that a PgBouncer is started for each pass.',
    );
  }
  return `The pooler runs already, and its pool has ${has}.`;
}
