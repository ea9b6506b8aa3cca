import { median } from '../stats/quantiles.js';
import type { TimedOutcome } from './outcome.js';

/** The time that the smallest effect is told for. */
export const SMALLEST_EFFECT_SECONDS = 30;

/**
 * The smallest effect that half of the cells of a gate with 30 s of timing would tell from zero, as a
 * ratio minus 1: the median over the cells of all identical gates of what each would have told four
 * times in five (bench/stats/detectable-effect.ts), scaled to 30 s. An interval over blocks narrows
 * with the root of their number, which grows with the time; so on the log scale an effect found
 * detectable in t seconds is sqrt(t / 30) of itself in 30.
 *
 * Undefined where no identical gate was timed and trusted.
 */
export function smallestEffect(identical: readonly TimedOutcome[]): number | undefined {
  const scaled = identical
    .filter(({ untrusted, timingSeconds }) => !untrusted && timingSeconds > 0)
    .flatMap(({ cells, timingSeconds }) =>
      cells.map(
        ({ minimumDetectableEffect }) =>
          Math.log1p(minimumDetectableEffect) * Math.sqrt(timingSeconds / SMALLEST_EFFECT_SECONDS),
      ),
    );
  return scaled.length === 0 ? undefined : Math.expm1(median(scaled));
}
