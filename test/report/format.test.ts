import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCompact,
  formatDifference,
  formatInterval,
  formatLatency,
  formatRatio,
} from '../../bench/report/format.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('figures as people read them', () => {
  test.each([
    [850, '850 ns'],
    [97_900, '97.9 µs'],
    [312_400, '312 µs'],
    [999_700, '1.00 ms'],
    [1_240_000, '1.24 ms'],
    [2_100_000_000, '2.10 s'],
  ])('latency %d ns is %s', (ns, words) => {
    expect(plain(formatLatency(ns))).toBe(words);
  });

  test.each([
    [1.003, '+0.3%'],
    [0.88, '−12.0%'],
    [1.0001, '0.0%'],
    [3.1, '3.10 times'],
    [31, '31.0 times'],
  ])('ratio %d is %s', (ratio, words) => {
    expect(plain(formatRatio(ratio))).toBe(words);
  });

  test('an interval speaks as its estimate does', () => {
    expect(formatInterval(1.003, 0.998, 1.008)).toBe('−0.2 to +0.8%');
    expect(plain(formatInterval(2.1, 1.9, 2.3))).toBe('1.90 to 2.30 times');
    expect(formatCompact(1.003, 0.998, 1.008)).toBe('+0.3% (−0.2 to +0.8)');
    expect(formatCompact(3.1, 3.05, 3.16)).toBe('×3.10 (3.05 to 3.16)');
  });

  test('a difference carries its sign', () => {
    expect(plain(formatDifference(21_000))).toBe('+21.0 µs');
    expect(plain(formatDifference(-812))).toBe('−812 ns');
  });

  test('bytes', () => {
    expect(plain(formatBytes(1536))).toBe('1.50 KiB');
  });

  test('every latency up to an hour keeps its first three digits', () => {
    const units: Record<string, number> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 3_600_000_000_000 }), (ns) => {
        const [figure = '', unit = ''] = plain(formatLatency(ns)).split(' ');
        const back = Number(figure) * (units[unit] ?? Number.NaN);
        expect(Math.abs(back - ns) / ns).toBeLessThanOrEqual(0.0051);
      }),
    );
  });
});
