import type { LoadOutcome } from '../load/load.js';
import { quantilesOf } from '../load/open/histogram.js';

/** Of fewer exchanges a client the last ones, during which others wait no more, are too large a part. */
const LEAST_EACH = 20;
const MOST_DEVIATION = 0.1;

/**
 * Rate times mean latency over the number of clients, less 1, of a closed loop: 0 where every client
 * always waited for an answer and every answer was counted (Little 1961).
 *
 * @returns null where it says nothing: some exchanges failed, or there were few for each client
 */
export function littlesLawDeviation(
  { completed, failed, seconds, uncorrected }: LoadOutcome,
  clients: number,
): number | null {
  const meanNs = quantilesOf(uncorrected)?.meanNs;
  if (meanNs === undefined || failed > 0 || clients === 0) return null;
  if (completed < LEAST_EACH * clients || seconds === 0) return null;
  return ((completed / seconds) * meanNs) / 1e9 / clients - 1;
}

/** A sentence where it is off by more than 10%; '' otherwise. */
export function littlesLawNote(outcome: LoadOutcome, clients: number): string {
  const deviation = littlesLawDeviation(outcome, clients);
  if (deviation === null || Math.abs(deviation) <= MOST_DEVIATION) return '';
  return `Rate times mean latency is ${((1 + deviation) * clients).toFixed(1)}, of ${clients} clients (Little's law): they did not always wait for an answer, so rate and latency are not of one load.`;
}
