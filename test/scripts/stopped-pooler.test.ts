import { expect, test } from 'vitest';
import type { LoadBucket } from '../../bench/result/load-parts.js';
import { drainRate } from '../../scripts/stopped-pooler.js';

function slice(at: number, ended: number, queued: number): LoadBucket {
  return {
    ...{ atMs: at * 10, intended: 10, completed: 10, failed: 0, dropped: 0 },
    ...{ p50Ns: null, p99Ns: null, maxNs: null, uncorrectedP99Ns: null },
    ...{ ended, queued },
  };
}

test('the drain is from the end of the longest pause until no more wait than there are clients', () => {
  const calm = [slice(0, 10, 0), slice(1, 0, 3), slice(2, 20, 3)];
  const pause = Array.from({ length: 5 }, (_, at) => slice(3 + at, 0, 10 * (at + 1)));
  const drain = [slice(8, 40, 60), slice(9, 20, 30), slice(10, 12, 4), slice(11, 10, 0)];
  // 60 exchanges in 20 ms.
  expect(drainRate([...calm, ...pause, ...drain])).toBeCloseTo(3000, 6);
});
