import { createErrorCounts, type ErrorCounts } from './error-counts.js';

/** What happened to the connections of one thread. */
export interface ConnectionTally {
  /** How long each took to open that was opened, in milliseconds; also those opened again. */
  readonly connectMs: number[];
  /** Attempts that were refused. */
  readonly refused: ErrorCounts;
  opened(ms: number): void;
  closed(): void;
  /** Most that were open at once. */
  readonly mostOpen: () => number;
}

/** Makes an empty tally. */
export function createTally(): ConnectionTally {
  const connectMs: number[] = [];
  let open = 0;
  let mostOpen = 0;
  return {
    connectMs,
    refused: createErrorCounts(),
    opened(ms) {
      connectMs.push(ms);
      open += 1;
      mostOpen = Math.max(mostOpen, open);
    },
    closed() {
      open -= 1;
    },
    mostOpen: () => mostOpen,
  };
}
