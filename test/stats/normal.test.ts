import { describe, expect, test } from 'vitest';
import { normalCdf, normalQuantile } from '../../bench/stats/normal.js';

describe('normal distribution', () => {
  test('agrees with R: pnorm(c(-6,-3,-1.96,0,0.5,2.5))', () => {
    expect(normalCdf(-6)).toBeCloseTo(9.86587645038e-10, 15);
    expect(normalCdf(-3)).toBeCloseTo(0.00134989803163, 13);
    expect(normalCdf(-1.96)).toBeCloseTo(0.0249978951482, 12);
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(0.5)).toBeCloseTo(0.691462461274, 12);
    expect(normalCdf(2.5)).toBeCloseTo(0.993790334674, 12);
  });

  test('agrees with R: qnorm(c(1e-6,0.025,0.3,0.8,0.975,0.9995))', () => {
    expect(normalQuantile(1e-6)).toBeCloseTo(-4.753424308823, 8);
    expect(normalQuantile(0.025)).toBeCloseTo(-1.95996398454, 11);
    expect(normalQuantile(0.3)).toBeCloseTo(-0.524400512708, 11);
    expect(normalQuantile(0.8)).toBeCloseTo(0.841621233573, 11);
    expect(normalQuantile(0.975)).toBeCloseTo(1.95996398454, 11);
    expect(normalQuantile(0.9995)).toBeCloseTo(3.290526731492, 10);
  });

  test('far tails are 0 and 1, and their quantiles are refused', () => {
    expect([normalCdf(-40), normalCdf(40)]).toEqual([0, 1]);
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
});
