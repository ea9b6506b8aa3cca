import { describe, expect, test } from 'vitest';
import type { LoadOutcome } from '../../bench/load/load.js';
import { encodeHistogram } from '../../bench/load/open/histogram.js';
import { threadsFor, threadsNote } from '../../bench/pass/client-limit.js';
import type { OpenLoad } from '../../bench/pass/point.js';
import { outcome } from './outcome.js';

const open = (...rates: number[]): OpenLoad => ({
  ...{ loop: 'open', queueLimit: 1 },
  arrivals: {
    ...{ process: 'poisson', seed: 1 },
    phases: rates.map((ratePerSecond) => ({ seconds: 1, ratePerSecond })),
  },
});

describe('threads', () => {
  test('one, until the highest rate is more than it sends', () => {
    expect(threadsFor({ loop: 'closed', exchanges: 1e9, seconds: 1 }, 8)).toBe(1);
    expect(threadsFor(open(1_000, 10_000), 8)).toBe(1);
    expect(threadsFor(open(1_000, 10_001, 500), 8)).toBe(2);
    expect(threadsFor(open(1e6), 8)).toBe(7);
  });

  test('never more than there are cores beside one for all others', () => {
    expect(threadsFor(open(1e6), 1)).toBe(1);
    expect(threadsFor(open(1e6), 2)).toBe(1);
    expect(threadsFor(open(1e6), 3)).toBe(2);
  });
});

describe('what is said of them', () => {
  const late = (ms: number): Partial<LoadOutcome> => ({ lateness: encodeHistogram([ms, ms]) });
  const of = (change: Partial<LoadOutcome>, loop: 'open' | 'closed' = 'open') =>
    threadsNote({ ...outcome, ...change }, loop);

  test('that an open loop spins, and in how many threads', () => {
    expect(of(late(0.1))).toBe('Sent by 1 thread that spins on a core.');
    expect(of({ ...late(0.1), threads: 2 })).toBe(
      'Sent by 2 threads, each of which spins on a core.',
    );
    expect(of({}, 'closed')).toBe('');
  });

  test('that our client was the limit: by late sends, or a thread that had no time left', () => {
    expect(of(late(3))).toMatch(/Our client was the limit: it was 3.0 ms late/);
    expect(of({ seconds: 1, clientCpuNs: 0.95e9 }, 'closed')).toBe(
      'Our client was the limit: it was busy for 95% of the time.',
    );
    expect(of({ seconds: 1, clientCpuNs: 0.95e9, threads: 2 }, 'closed')).toBe('');
  });
});
