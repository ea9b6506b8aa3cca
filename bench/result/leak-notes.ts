import type { LeakResult } from './load-parts.js';

/** Put before the note of whatever is said of a state that the matrix is blind to. */
export const BLIND =
  'blind: on a connection handed over as it is, a leak that has to be there was not seen.';

/** Whether what a place says proves nothing, since the check could not have seen a leak. */
export function isBlind({ note }: Pick<LeakResult, 'note'>): boolean {
  return note.startsWith(BLIND);
}

/** Begins the note of each place of a route that served no longer. */
export const BROKE_OFF = 'The route broke off at';

/** Whether a place was not asked, or not to its end, since its route served no longer. */
export function isBroken({ observed, note }: Pick<LeakResult, 'observed' | 'note'>): boolean {
  return observed === 'not tested' && note.includes(BROKE_OFF);
}

/** Known to be kept apart, and yet B found it. */
export function isUnexpectedLeak({ observed, agrees }: LeakResult): boolean {
  return observed === 'leaks' && agrees === false;
}

/** A place of the matrix in words. */
export function leakPlace({ state, way, route }: LeakResult): string {
  return `${state}, ${way}, ${route}`;
}
