import type { Arrivals } from '../load.js';
import { type RandomSource, seededRandom } from '../random.js';

/** Milliseconds from the start of the load to the next intended start; Infinity when there are no more. */
export type NextStart = () => number;

const UINT32 = 2 ** 32;

/**
 * The intended starts of a load in ascending order. A Poisson process with exponential gaps by
 * inversion (Knuth, TAOCP 2, 3.4.1 D), or equal gaps beginning at 0. Gaps are drawn in expected
 * arrivals and laid over the phases by their rates (time change of a Poisson process; Cinlar 1975),
 * so a gap that crosses into a faster phase goes on at the faster rate.
 *
 * Of several threads each makes the same sequence and takes its every n-th: together they are the
 * sequence of one thread, whatever their number.
 */
export function intendedStarts(arrivals: Arrivals, thread = 0, threads = 1): NextStart {
  const random = seededRandom(arrivals.seed);
  const { process, phases } = arrivals;
  let phase = 0;
  let phaseStartMs = 0;
  /** Arrivals expected until the phase began, and until the one now looked for. */
  let expectedBefore = 0;
  let expected = process === 'poisson' ? exponential(random) : 0;
  let index = 0;

  function next(): number {
    for (;;) {
      const current = phases[phase];
      if (!current) return Number.POSITIVE_INFINITY;
      const within = expected - expectedBefore;
      const inPhase = current.seconds * current.ratePerSecond;
      if (within < inPhase) {
        expected += process === 'poisson' ? exponential(random) : 1;
        return phaseStartMs + (within * 1000) / current.ratePerSecond;
      }
      expectedBefore += inPhase;
      phaseStartMs += current.seconds * 1000;
      phase += 1;
    }
  }

  return () => {
    let start = next();
    while (index % threads !== thread && start !== Number.POSITIVE_INFINITY) {
      index += 1;
      start = next();
    }
    index += 1;
    return start;
  };
}

/** How long the phases last together, in milliseconds. */
export function scheduledMs(arrivals: Arrivals): number {
  return arrivals.phases.reduce((sum, { seconds }) => sum + seconds * 1000, 0);
}

/** A draw from the exponential distribution of mean 1; never 0 and never infinite. */
function exponential(random: RandomSource): number {
  return -Math.log((random.nextInt(UINT32) + 0.5) / UINT32);
}
