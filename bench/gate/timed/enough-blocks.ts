import { signedRankTest } from '../../stats/signed-rank-test.js';

/** Fewest blocks a timing is judged on: seven, say, could not survive Holm over 200 timings. */
export const FEWEST_BLOCKS = 16;
const LEVEL = 0.05;
/** A tenth of the blocks on shared cores is off by 5 to 20%; seldom are so many off on one side. */
const SHARE_OFF = 1 / 8;

const known = new Map<number, number>();

/**
 * Fewest blocks in which head can be told to be above the margin, beside so many timings, although an
 * eighth of the blocks says the opposite and says it loudest: a core that was taken from base for a
 * while. That is what the signed-rank test makes of the largest ranks on the other side, times the
 * number of timings, as Holm does. An interval may be narrow with fewer.
 */
export function blocksToTell(timings: number): number {
  const before = known.get(timings);
  if (before !== undefined) return before;
  let blocks = FEWEST_BLOCKS;
  while (timings * chanceOfOpposite(blocks) >= LEVEL) blocks++;
  known.set(timings, blocks);
  return blocks;
}

/** One-sided p when an eighth of the blocks has the largest ranks on the wrong side. */
function chanceOfOpposite(blocks: number): number {
  const opposite = Math.ceil(blocks * SHARE_OFF);
  const ranks = Array.from({ length: blocks }, (_, index) => index + 1);
  const signed = ranks.map((rank) => (rank > blocks - opposite ? -rank : rank));
  return signedRankTest(signed, { alternative: 'greater' }).pValue;
}
