import { describe, expect, test } from 'vitest';
import { identicalArmsDiffer, noiseFloor } from '../../bench/stats/noise-floor.js';

describe('noise floor', () => {
  test('is the A/A estimate without its sign, plus its half-width', () => {
    const interval = { estimate: -0.002, low: -0.005, high: 0.001, confidence: 0.95 };
    expect(noiseFloor(interval)).toBeCloseTo(0.005, 12);
  });
});

describe('identical arms differ', () => {
  test.each([
    { estimate: 0.007, adjustedP: 0.01, margin: 0.03, differ: true },
    { estimate: -0.007, adjustedP: 0.01, margin: 0.03, differ: true },
    { estimate: 0.007, adjustedP: 0.06, margin: 0.03, differ: false },
    { estimate: 0.0055, adjustedP: 0.01, margin: 0.03, differ: false },
    { estimate: 0.0055, adjustedP: 0.01, margin: 0.01, differ: true },
    { estimate: 0.004, adjustedP: 0.01, margin: 0.01, differ: false },
  ])('$estimate with p $adjustedP at margin $margin: $differ', (given) => {
    expect(identicalArmsDiffer(given.estimate, given.adjustedP, given.margin)).toBe(given.differ);
  });
});
