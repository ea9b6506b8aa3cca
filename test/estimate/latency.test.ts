import { describe, expect, test } from 'vitest';
import { percentileCurve, summariseLatency } from '../../bench/estimate/latency.js';

const upTo = (count: number) => Float64Array.from({ length: count }, (_, index) => index + 1);

describe('latency of an arm', () => {
  test('is summed up by type-7 quantiles', () => {
    expect(summariseLatency(upTo(1001))).toEqual({
      samples: 1001,
      meanNs: 501,
      p50Ns: 501,
      p75Ns: 751,
      p90Ns: 901,
      p95Ns: 951,
      p99Ns: 991,
      maxNs: 1001,
    });
  });

  test('has no p99 under 1,000 samples', () => {
    expect(summariseLatency(upTo(999)).p99Ns).toBeNull();
    expect(summariseLatency(upTo(1000)).p99Ns).not.toBeNull();
  });

  test.each([
    [10_000, 1, 99.9],
    [9_999, 1, 99.5],
    [1_000, 1, 99],
    [400, 2.5, 97.5],
    [100, 10, 90],
  ])('the curve of %i samples runs from p%d to p%d', (samples, first, last) => {
    const curve = percentileCurve(upTo(samples));
    expect(curve.at(0)?.percentile).toBe(first);
    expect(curve.at(-1)?.percentile).toBe(last);
  });
});
