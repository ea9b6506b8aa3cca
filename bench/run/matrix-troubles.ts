import { RunFailedError } from '../errors.js';
import { isBlind, isUnexpectedLeak, leakPlace } from '../result/leak-notes.js';
import type { LeakResult } from '../result/load-parts.js';

/**
 * What a run that was otherwise complete ends with when its leak matrix could not see a leak that has
 * to be there, or saw one where none is known.
 */
export function matrixTroubles(leaks: readonly LeakResult[]): RunFailedError | undefined {
  const blind = [...new Set(leaks.filter(isBlind).map(({ state }) => state))];
  if (blind.length > 0) {
    return new RunFailedError(
      `The leak matrix is blind to ${blind.join(', ')}: expected it to be found by the next user of a connection that is handed over as it is, got nothing.`,
      'Trust nothing it says of that: the transcripts in the report show what both clients sent and got.',
    );
  }
  const unexpected = leaks.filter(isUnexpectedLeak);
  const [first] = unexpected;
  if (!first) return undefined;
  const others = unexpected.length > 1 ? ` (and ${unexpected.length - 1} more places)` : '';
  return new RunFailedError(
    `A leak: ${leakPlace(first)}: expected "${first.known}", got that the next client finds it${others}.`,
    'Do not rely on it being kept apart there; its transcript in the report shows what both clients sent and got.',
  );
}
