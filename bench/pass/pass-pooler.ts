import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import type { Pooler, PoolerSettings } from '../pooler/pooler.js';
import type { ProbeRequest } from '../probe/probe.js';
import { connect } from '../target/connect.js';
import type { LoadPoint } from './point.js';

/** The pooler of one pass, and what has to be said of it. */
export interface PassPooler {
  readonly pooler: Pooler;
  readonly note: string;
}

/**
 * Opens a pooler for one pass, so that nothing of one pass is another's. One that runs already keeps its
 * own settings: a pass that asks for another size of its pool, or in session mode for more server
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
  const pooler = await poolers.open(target.admin, [arm.login], asked);
  const { poolSize } = pooler.settings;
  if (poolSize === asked.poolSize) {
    if (asked.poolMode === 'transaction') {
      await fillPool(pooler.through(arm.login), Math.min(poolSize, asked.maxClients));
    }
    return { pooler, note: '' };
  }
  const has = poolSize === 0 ? 'a size that is not known' : `${poolSize} server connections`;
  if (
    levels.poolSize !== undefined ||
    (asked.poolMode === 'session' && poolSize < asked.poolSize)
  ) {
    await pooler.close();
    throw new EnvironmentError(
      `The pooler runs already: expected it to have a pool of ${asked.poolSize}, got ${has}.`,
      'Leave --pooler-url out, so that a PgBouncer is started for each pass.',
    );
  }
  return { pooler, note: `The pooler runs already, and its pool has ${has}.` };
}

/** A pool that can't be filled in this time is full enough, or its load will tell why. */
const FILL_MS = 3_000;

/**
 * Lets PgBouncer open all server connections of its pool: so many clients are in a transaction at once.
 * It logs in to the server with one connection of a pool at a time, so that a pool which is still growing
 * would be measured as a smaller one; an application's pool is connected before its load too.
 */
async function fillPool(login: ConnectionSettings, count: number): Promise<void> {
  const opened = await Promise.allSettled(Array.from({ length: count }, () => connect(login)));
  const clients = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const all = (sql: string) => Promise.allSettled(clients.map((client) => client.query(sql)));
  const timeUp = sleep(FILL_MS, undefined, { ref: false });
  await Promise.race([all('begin'), timeUp]);
  // PgBouncer closes the server connection of a client that leaves in a transaction.
  await Promise.race([all('commit'), timeUp]);
  await Promise.allSettled(clients.map((client) => client.end()));
}
