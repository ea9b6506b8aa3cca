import type { ByExtent } from '../scenario/scenario.js';
import type { ProbeRequest } from './probe.js';

/** What a plan asks for at the extent of the profile. */
export function atExtent<T>({ profile }: Pick<ProbeRequest, 'profile'>, plan: ByExtent<T>): T {
  return plan[profile.cells];
}

/** Says that some of a load probe was not done, and why. */
export function skipLoad({ scenario, onSkip }: ProbeRequest, reason: string): void {
  const nowhere = { operation: null, tenant: null, concurrency: null, arm: null };
  onSkip({ scenario: scenario.name, ...nowhere, reason });
}
