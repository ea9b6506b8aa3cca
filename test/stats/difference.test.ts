import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceOf, pOfNoDifference } from '../../bench/stats/difference.js';

const interval = fc
  .tuple(fc.double({ min: -3, max: 3, noNaN: true }), half(), half())
  .map(([estimate, below, above]) => ({
    estimate,
    low: estimate - below,
    high: estimate + above,
    confidence: 0.95,
  }));

function half() {
  return fc.double({ min: 0.001, max: 1, noNaN: true });
}

describe('the difference of two independent estimates', () => {
  test('half-widths that are equal on both sides are combined in quadrature', () => {
    const a = { estimate: 0.1, low: 0.07, high: 0.13, confidence: 0.95 };
    const b = { estimate: 0.3, low: 0.26, high: 0.34, confidence: 0.9 };
    const { estimate, low, high, confidence } = differenceOf(a, b);
    expect(estimate).toBeCloseTo(0.2);
    expect(high - estimate).toBeCloseTo(0.05);
    expect(estimate - low).toBeCloseTo(0.05);
    expect(confidence).toBe(0.9);
  });

  test('turned round, it is its own mirror image; and never narrower than either (property)', () => {
    fc.assert(
      fc.property(interval, interval, (a, b) => {
        const [forth, back] = [differenceOf(a, b), differenceOf(b, a)];
        expect(back.low).toBeCloseTo(-forth.high);
        expect(back.high).toBeCloseTo(-forth.low);
        expect(forth.high - forth.estimate).toBeGreaterThanOrEqual(b.high - b.estimate - 1e-12);
        expect(forth.estimate - forth.low).toBeGreaterThanOrEqual(a.high - a.estimate - 1e-12);
      }),
    );
  });

  test('p is 5% where the interval just touches zero', () => {
    const touching = { estimate: 0.2, low: 0, high: 0.4, confidence: 0.95 };
    expect(pOfNoDifference(touching)).toBeCloseTo(0.05);
    expect(pOfNoDifference({ ...touching, estimate: 0, low: -0.2, high: 0.2 })).toBeCloseTo(1);
    expect(pOfNoDifference({ estimate: 0.1, low: 0.1, high: 0.1, confidence: 0.95 })).toBe(0);
  });
});
