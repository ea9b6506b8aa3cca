import type { LoadOutcome } from '../../bench/load/load.js';
import { encodeHistogram } from '../../bench/load/open/histogram.js';

/** A short closed loop with some trouble. */
export const outcome: LoadOutcome = {
  ...{ threads: 1, startedAt: '2026-11-21T20:00:00.000Z', seconds: 0.5, connected: 3 },
  ...{ intended: 10, completed: 8, failed: 2, dropped: 0, queued: 0, late: 0 },
  ...{ corrected: null, uncorrected: encodeHistogram([1, 2, 3]), lateness: null },
  connectTime: encodeHistogram([]),
  errors: [{ kind: 'server-error', sqlState: '57014', message: 'canceled', count: 2 }],
  connectErrors: [{ kind: 'connection', sqlState: '53300', message: 'full', count: 1 }],
  ...{ clientCpuNs: 1000, clientBytes: 300, timeline: [] },
};
