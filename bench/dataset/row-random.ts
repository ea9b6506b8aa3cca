import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random integers for making rows: integer arithmetic only, so equal on every machine. */
export interface RowRandom {
  /** 32 random bits, as an integer in [0, 2^32). */
  readonly bits: () => number;
  /** A uniform integer in [0, below), for `below` up to 2^32; its bias is below / 2^32. */
  readonly below: (below: number) => number;
}

/** Outputs thrown away first: neighbouring seeds start alike in this generator. */
const WARM_UP = 64;

/**
 * The `stream`-th independent source of a seed: 2^64 draws apart from the others (xoroshiro128+
 * with its jump, Blackman and Vigna 2018).
 */
export function rowRandom(seed: number, stream: number): RowRandom {
  const generator = xoroshiro128plus(seed);
  for (let skipped = 0; skipped < WARM_UP; skipped++) generator.next();
  for (let jumped = 0; jumped < stream; jumped++) generator.jump();
  const bits = () => generator.next() >>> 0;
  return { bits, below: (below) => scale(bits(), below) };
}

/** Maps 32 random bits to an integer in [0, below), by multiplying (Lemire 2019) in doubles. */
export function scale(bits: number, below: number): number {
  return Math.floor((bits / 4_294_967_296) * below);
}
