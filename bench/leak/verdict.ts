import type { LeakResult } from '../result/load-parts.js';
import type { CellSeen } from './cell.js';
import type { LeakRoute } from './route.js';

export type Judged = Pick<LeakResult, 'observed' | 'note'>;

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * What a cell showed. It is "not tested" where B could not have found what A left: on another
 * connection than the route shares, or one that an earlier cell had left something on.
 *
 * @param takesEffect whether A finds its own state on a connection of its own
 * @param isFresh false where an earlier cell used A's server connection
 */
export function judgeCell(
  { pidsOfA, pidOfB, foundByA, foundByB, refusal }: CellSeen,
  { route, takesEffect, isFresh }: { route: LeakRoute; takesEffect: boolean; isFresh: boolean },
): Judged {
  const untested = (note: string): Judged => ({ observed: 'not tested', note });
  if (refusal?.sqlState === INSUFFICIENT_PRIVILEGE) {
    return untested(`The login may not do it here: ${refusal.message}.`);
  }
  if (refusal !== undefined) {
    return { observed: 'is refused', note: `${refusal.sqlState}: ${refusal.message}.` };
  }
  if (!isFresh) return untested("An earlier test had used A's server connection.");
  const isShared = pidsOfA.every((pid) => pid === pidOfB);
  if (route.sharesConnection && !isShared) {
    return untested(
      `A was served by backend ${[...new Set(pidsOfA)].join(' and ')} and B by ${pidOfB}: B could not have found what A left.`,
    );
  }
  if (!route.sharesConnection && pidsOfA.includes(pidOfB)) {
    return untested(`A and B were both served by backend ${pidOfB}.`);
  }
  if (foundByB) return { observed: 'leaks', note: '' };
  if (!takesEffect) {
    return { observed: 'does nothing', note: 'A itself does not find it, on any route.' };
  }
  const lost = "A's own next statement did not find it either.";
  return { observed: 'does not leak', note: foundByA ? '' : lost };
}
