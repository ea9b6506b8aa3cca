import type { ByExtent } from '../scenario/scenario.js';

/** How hard an arm is hammered: until so many reads are made, and no longer than so many seconds. */
export interface HammerExtent {
  readonly reads: number;
  readonly seconds: number;
}

/** Of all arms together, where a profile has little time. */
const SECONDS_IN_ALL = { telling: 1, quick: 12 };

/** What an auditor is shown; the time is only a bound on a pooler that can't. */
const ALL: HammerExtent = { reads: 1_000_000, seconds: 30 * 60 };

/** An arm that has to leak shows it in its first reads; more of them only say how often. */
const CONTROL_SECONDS = 1;

/**
 * How hard each arm is hammered. Where time is short all get the same, but what controls do not need
 * of it goes to the arms that must not leak: of them, more reads say more.
 */
export function extentOf(
  cells: keyof ByExtent<unknown>,
  isControl: boolean,
  { controls, others }: { readonly controls: number; readonly others: number },
): HammerExtent {
  const inAll = cells === 'all' ? Number.POSITIVE_INFINITY : SECONDS_IN_ALL[cells];
  const controlSeconds = Math.min(CONTROL_SECONDS, inAll / (controls + others));
  if (isControl) return { reads: Number.POSITIVE_INFINITY, seconds: controlSeconds };
  if (cells === 'all') return ALL;
  const seconds = (inAll - controls * controlSeconds) / others;
  return { reads: Number.POSITIVE_INFINITY, seconds };
}
