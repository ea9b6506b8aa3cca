import { RunFailedError } from '../errors.js';
import { isBlind, isBroken, isUnexpectedLeak, leakPlace } from '../result/leak-notes.js';
import type { LeakResult } from '../result/load-parts.js';
import { SEVERITIES, type Severity } from './severity.js';

/**
 * What a run that was otherwise complete ends with when its leak matrix saw a leak where none is known,
 * could not see one that has to be there, or asked a route that broke off: then nothing is known of it.
 *
 * @param told what to tell of; absent: all, the most telling first
 */
export function matrixTroubles(
  leaks: readonly LeakResult[],
  told: readonly Severity[] = SEVERITIES,
): RunFailedError | undefined {
  for (const severity of told) {
    const error = TROUBLES[severity](leaks);
    if (error) return error;
  }
  return undefined;
}

const TROUBLES: Readonly<
  Record<Severity, (leaks: readonly LeakResult[]) => RunFailedError | undefined>
> = { leak: unexpectedLeak, blind: blindness, failed: brokenRoutes };

function unexpectedLeak(leaks: readonly LeakResult[]): RunFailedError | undefined {
  const unexpected = leaks.filter(isUnexpectedLeak);
  const [first] = unexpected;
  if (!first) return undefined;
  const others = unexpected.length > 1 ? ` (and ${unexpected.length - 1} more places)` : '';
  return new RunFailedError(
    `A leak: ${leakPlace(first)}: expected "${first.known}", got that the next client finds it${others}.`,
    'Do not rely on it being kept apart there; its transcript in the report shows what both clients sent and got.',
  );
}

function blindness(leaks: readonly LeakResult[]): RunFailedError | undefined {
  const blind = [...new Set(leaks.filter(isBlind).map(({ state }) => state))];
  if (blind.length === 0) return undefined;
  return new RunFailedError(
    `The leak matrix is blind to ${blind.join(', ')}: expected it to be found by the next user of a connection that is handed over as it is, got nothing.`,
    'Trust nothing it says of that: the transcripts in the report show what both clients sent and got.',
  );
}

function brokenRoutes(leaks: readonly LeakResult[]): RunFailedError | undefined {
  const broken = leaks.filter(isBroken);
  const [first] = broken;
  if (!first) return undefined;
  const routes = [...new Set(broken.map(({ route }) => route))];
  return new RunFailedError(
    `The leak matrix could not ask ${broken.length} places of ${routes.join(' and of ')}. ${first.note}`,
    'The report is complete but knows nothing of these places: mend what the note says, then run again.',
  );
}
