import type { LoadPass, PoolerSample } from '../../result/load-parts.js';
import { type Spread, spreadOf } from './load-points.js';

/** What PgBouncer said of itself while passes ran: of each the most, over the passes the median. */
export interface PoolerLook {
  readonly waiting: Spread | null;
  readonly serversUsed: Spread | null;
  /** How long the first in the queue had waited. */
  readonly longestWaitNs: Spread | null;
}

/** Null where nothing went through a pooler, or it was never looked at. */
export function poolerLook(passes: readonly Pick<LoadPass, 'pooler'>[]): PoolerLook | null {
  const sampled = passes.flatMap(({ pooler }) =>
    pooler === null || pooler.samples.length === 0 ? [] : [pooler.samples],
  );
  if (sampled.length === 0) return null;
  const most = (of: (sample: PoolerSample) => number) =>
    spreadOf(sampled.map((samples) => Math.max(...samples.map(of))));
  return {
    waiting: most(({ clientsWaiting }) => clientsWaiting),
    serversUsed: most(({ serversActive }) => serversActive),
    longestWaitNs: most(({ maxWaitNs }) => maxWaitNs),
  };
}
