import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random order for rounds and blocks: seeded, so that a run can be told again. */
export interface RandomSource {
  /** A uniform integer in [0, below). */
  nextInt(below: number): number;
}

/** Shuffles in place (Fisher and Yates; Durstenfeld 1964) and returns the same array. */
export function shuffle<T>(items: T[], random: RandomSource): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.nextInt(last + 1);
    const held = items[last] as T;
    items[last] = items[other] as T;
    items[other] = held;
  }
  return items;
}

/** A source seeded with `seed` (xoroshiro128+, Blackman and Vigna 2018). */
export function seededRandom(seed: number): RandomSource {
  const generator = xoroshiro128plus(seed);
  return { nextInt: (below) => uniformInt(generator, 0, below - 1) };
}
