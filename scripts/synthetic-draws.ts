import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { normalQuantile } from '../bench/stats/normal.js';

/** Seeded draws for simulations: each call is one draw. */
export interface Draws {
  readonly uniform: () => number;
  readonly normal: () => number;
  /** Student's t with 2 degrees of freedom: no variance, like the block log-ratios we measured. */
  readonly heavyTailed: () => number;
}

export function seededDraws(seed: number): Draws {
  const generator = xoroshiro128plus(seed);
  // Half a step off 0, so that quantile functions never see their ends.
  const uniform = () => uniformFloat64(generator) * (1 - 2 ** -52) + 2 ** -53;
  return {
    uniform,
    normal: () => normalQuantile(uniform()),
    heavyTailed: () => {
      const u = uniform();
      return (2 * u - 1) / Math.sqrt(2 * u * (1 - u));
    },
  };
}

export function sampleOf(size: number, draw: () => number): number[] {
  return Array.from({ length: size }, draw);
}
