import type { Tenant } from '../words.js';

/** One index level for one operation: what it reads for each tenant, and what it costs to have. */
export interface LevelReads {
  readonly level: string;
  /** Shared buffers an execution, for each tenant in the order of the page; null: not planned. */
  readonly buffers: ReadonlyMap<Tenant, number | null>;
  /** Bytes of the level's indexes; null where they were not measured. */
  readonly indexBytes: number | null;
}

export interface Recommendation {
  readonly chosen: LevelReads;
  /** The level with the least index, to compare with; null where that is the chosen one. */
  readonly without: LevelReads | null;
}

/** Buffers up to this many, or this share, more are as good: one page more is no reason for an index. */
const AS_GOOD_BUFFERS = 2;
const AS_GOOD_SHARE = 0.1;

/**
 * The level to have for one operation: the one that reads fewest buffers for the tenant it serves
 * worst; among those as good, the one that reads fewest for all tenants together; among those as
 * good again, the one with the fewest bytes of index, or the first listed where bytes are not known.
 * Buffers and not time decide, since they are the same in every run. Null where no level was planned
 * for every tenant, or only one was.
 */
export function recommend(levels: readonly LevelReads[]): Recommendation | null {
  const known = levels.filter(({ buffers }) => buffers.size > 0 && isWhole(buffers));
  if (known.length < 2) return null;
  const tenants = known[0]?.buffers.size ?? 1;
  const best = asGood(asGood(known, worstOf, 1), totalOf, tenants);
  const [chosen] = cheapestFirst(best);
  const [least] = cheapestFirst(known);
  if (chosen === undefined || least === undefined) return null;
  return { chosen, without: least === chosen ? null : least };
}

/** What the tenant that a level serves worst has to read. */
export function worstOf({ buffers }: LevelReads): number {
  return Math.max(...[...buffers.values()].map((value) => value ?? 0));
}

function totalOf({ buffers }: LevelReads): number {
  return [...buffers.values()].reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function isWhole(buffers: LevelReads['buffers']): boolean {
  return [...buffers.values()].every((value) => value !== null);
}

/** The levels whose cost, over so many tenants, is the least or as good as it. */
function asGood(
  levels: readonly LevelReads[],
  cost: (level: LevelReads) => number,
  tenants: number,
): LevelReads[] {
  const fewest = Math.min(...levels.map(cost));
  const most = Math.max(fewest + AS_GOOD_BUFFERS * tenants, fewest * (1 + AS_GOOD_SHARE));
  return levels.filter((level) => cost(level) <= most);
}

/** By bytes of index where all are known; else as listed, which is from the least index up. */
function cheapestFirst(levels: readonly LevelReads[]): LevelReads[] {
  return levels.every(({ indexBytes }) => indexBytes !== null)
    ? [...levels].sort((a, b) => (a.indexBytes ?? 0) - (b.indexBytes ?? 0))
    : [...levels];
}
