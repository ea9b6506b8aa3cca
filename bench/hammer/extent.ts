import type { ProfileName } from '../run/profiles.js';

/** How hard an arm is hammered: until so many reads are made, and no longer than so many seconds. */
export interface HammerExtent {
  readonly reads: number;
  readonly seconds: number;
}

/** Of all arms together, where a profile has little time. */
const SECONDS_IN_ALL = { start: 1, quick: 12 };

/** Of each arm that must not leak. */
const OF_EACH: Readonly<Record<'standard' | 'thorough', HammerExtent>> = {
  standard: { reads: 1_000_000, seconds: 30 },
  // What an auditor is shown; the time is only a bound on a pooler that can't.
  thorough: { reads: 1_000_000, seconds: 30 * 60 },
};

/** An arm that has to leak shows it in its first reads; more of them only say how often. */
const CONTROL_SECONDS = 1;

/**
 * How hard each arm is hammered. Where time is short all get the same, but what controls do not need
 * of it goes to the arms that must not leak: of them, more reads say more.
 */
export function extentOf(
  profile: ProfileName,
  isControl: boolean,
  { controls, others }: { readonly controls: number; readonly others: number },
): HammerExtent {
  const reads = Number.POSITIVE_INFINITY;
  if (profile === 'standard' || profile === 'thorough') {
    return isControl ? { reads, seconds: CONTROL_SECONDS } : OF_EACH[profile];
  }
  const inAll = SECONDS_IN_ALL[profile];
  const controlSeconds = Math.min(CONTROL_SECONDS, inAll / (controls + others));
  if (isControl) return { reads, seconds: controlSeconds };
  return { reads, seconds: (inAll - controls * controlSeconds) / others };
}
