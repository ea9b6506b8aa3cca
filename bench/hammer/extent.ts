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
const CONTROL_SECONDS = 2;

/**
 * How hard each arm is hammered. What controls do not take of the time is for the arms that must not
 * leak: of them, more reads say more.
 */
export function extentOf(
  cells: keyof ByExtent<unknown>,
  isControl: boolean,
  arms: number,
): HammerExtent {
  if (cells === 'all') return isControl ? { ...ALL, seconds: CONTROL_SECONDS } : ALL;
  const seconds = SECONDS_IN_ALL[cells] / arms;
  return {
    reads: Number.POSITIVE_INFINITY,
    seconds: isControl ? Math.min(seconds, CONTROL_SECONDS) : seconds,
  };
}
