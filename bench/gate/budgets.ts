import type { GateBudgets, GateMargins } from '../result/gate-parts.js';

/**
 * How much more head's exact figures may be. They have no noise (docs/method.md, 10), so the
 * allowance is for what is no regression: a page more after a column was added, a row more to skip.
 */
export const DEFAULT_BUDGETS: GateBudgets = {
  buffers: { ratio: 0.1, absolute: 3 },
  rowsRemoved: { ratio: 0.1, absolute: 10 },
  heapFetches: { ratio: 0.1, absolute: 3 },
  calls: { ratio: 0, absolute: 0 },
  roundTrips: { ratio: 0, absolute: 0 },
  walRecords: { ratio: 0.1, absolute: 2 },
  walBytes: { ratio: 0.1, absolute: 512 },
};

/** 5%, and the larger of 5 µs and three noise floors (docs/method.md, 10). */
export const DEFAULT_MARGINS: GateMargins = { ratio: 0.05, absoluteNs: 5000, noiseFloors: 3 };
