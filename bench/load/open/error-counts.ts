import type { LoadError } from '../../result/load-parts.js';

/** Counts failures; those of equal kind, SQLSTATE and message are one entry. */
export interface ErrorCounts {
  add(failure: Omit<LoadError, 'count'>, count?: number): void;
  /** Most frequent first. */
  list(): LoadError[];
}

/** Other messages are counted under their SQLSTATE: a message that names a row would grow without end. */
const MOST_ENTRIES = 50;

/** Makes an empty count. */
export function createErrorCounts(): ErrorCounts {
  const entries = new Map<string, LoadError>();
  return {
    add({ kind, sqlState, message }, count = 1) {
      const known = entries.get(keyOf(kind, sqlState, message));
      const text = known || entries.size < MOST_ENTRIES ? message : 'Other messages';
      const key = keyOf(kind, sqlState, text);
      const before = entries.get(key)?.count ?? 0;
      entries.set(key, { kind, sqlState, message: text, count: before + count });
    },
    list: () => [...entries.values()].sort((a, b) => b.count - a.count),
  };
}

/** The counts of several threads as one. */
export function mergeErrors(lists: readonly (readonly LoadError[])[]): LoadError[] {
  const merged = createErrorCounts();
  for (const entry of lists.flat()) merged.add(entry, entry.count);
  return merged.list();
}

function keyOf(kind: string, sqlState: string, message: string): string {
  return `${kind}\0${sqlState}\0${message}`;
}
