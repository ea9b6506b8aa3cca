import { describe, expect, test } from 'vitest';
import { judge, type VerdictQuestion } from '../../bench/stats/verdict.js';

const clearFail: VerdictQuestion = {
  interval: { estimate: 0.06, low: 0.05, high: 0.07, confidence: 0.95 },
  marginRatio: 0.03,
  adjustedP: 0.001,
  difference: 60,
  absoluteThreshold: 5,
};

describe('verdict', () => {
  test('fails when the interval is above the margin, sure and large', () => {
    expect(judge(clearFail).verdict).toBe('fail');
  });

  test('passes when the interval is below the margin', () => {
    const interval = { estimate: 0.01, low: 0, high: 0.02, confidence: 0.95 };
    expect(judge({ ...clearFail, interval, adjustedP: 1 }).verdict).toBe('pass');
  });

  test.each([
    ['the interval holds the margin', { interval: { ...clearFail.interval, low: 0.02 } }],
    ['the adjusted p is not under 5%', { adjustedP: 0.05 }],
    ['the difference is not above the absolute threshold', { difference: 5 }],
    ['there are too few blocks', { interval: { ...clearFail.interval, confidence: 0.9375 } }],
  ])('is inconclusive when %s', (_, missing) => {
    expect(judge({ ...clearFail, ...missing }).verdict).toBe('inconclusive');
  });

  test('compares on the log scale: an end at ln(1 + margin) is on it', () => {
    const low = Math.log1p(0.03);
    expect(judge({ ...clearFail, interval: { ...clearFail.interval, low } }).verdict).toBe(
      'inconclusive',
    );
  });

  test('refuses a margin that no ratio can keep to', () => {
    expect(() => judge({ ...clearFail, marginRatio: -1 })).toThrow(RangeError);
  });
});
