import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitPowerLaw } from '../../bench/stats/power-law.js';
import { studentTQuantile, studentTWithin } from '../../bench/stats/student-t.js';

const points = (xs: readonly number[], ys: readonly number[]) =>
  xs.map((x, i) => ({ x, y: ys[i] ?? Number.NaN }));

const SIZES = [1, 3, 10, 30, 100];

describe('power law', () => {
  test.each([
    [SIZES, [24, 25, 25, 26, 27], 0.02382561538, 0.01293476096, 0.03471646979, 24.03688019937],
    [SIZES, [9, 31, 88, 310, 905], 1.0002765541, 0.9200897605, 1.0804633477, 9.4732043251],
    [SIZES, [24, 24, 410, 26, 1100], 0.6816557315, -0.6945185859, 2.0578300489, 19.5207686426],
    [[1, 10, 100], [5, 4, 7], 0.07306401784, -1.17385369747, 1.31998173315, 4.38845848283],
  ])('of %j agrees with R: confint(lm(log(y) ~ log(x)))', (x, y, exponent, low, high, factor) => {
    const fit = fitPowerLaw(points(x, y));
    expect(fit.exponent).toBeCloseTo(exponent, 9);
    expect(fit.low).toBeCloseTo(low, 8);
    expect(fit.high).toBeCloseTo(high, 8);
    expect(fit.factor).toBeCloseTo(factor, 8);
  });

  test('finds the exponent and factor it was made with', () => {
    const exponent = fc.double({ min: -2, max: 3, noNaN: true });
    const factor = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(exponent, factor, (b, a) => {
        const fit = fitPowerLaw(SIZES.map((x) => ({ x, y: a * x ** b })));
        expect(fit.exponent).toBeCloseTo(b, 6);
        expect(fit.factor / a).toBeCloseTo(1, 6);
        expect(fit.high - fit.low).toBeLessThan(1e-4);
      }),
    );
  });

  test('what has no slope is refused', () => {
    expect(() => fitPowerLaw(points([1, 3], [1, 3]))).toThrow(RangeError);
    expect(() => fitPowerLaw(points([2, 2, 2], [1, 3, 4]))).toThrow('more than one x');
    expect(() => fitPowerLaw(points([1, 3, 10], [1, 0, 4]))).toThrow('above zero');
  });
});

describe("Student's t", () => {
  test.each([
    [1, 12.7062047362, 6.3137515147, 0.5825711997],
    [2, 4.3026527297, 2.9199855804, 0.6767529682],
    [3, 3.1824463053, 2.3533634348, 0.7155324913],
    [4, 2.7764451052, 2.1318467863, 0.7365484035],
    [7, 2.3646242516, 1.8945786051, 0.7652321646],
    [30, 2.0422724563, 1.6972608866, 0.7964990415],
  ])('%d degrees agree with R: qt(.975, d), qt(.95, d), 1-2*pt(-1.3, d)', (d, q95, q90, within) => {
    expect(studentTQuantile(0.95, d)).toBeCloseTo(q95, 8);
    expect(studentTQuantile(0.9, d)).toBeCloseTo(q90, 8);
    expect(studentTWithin(1.3, d)).toBeCloseTo(within, 9);
  });

  test('degrees that are none, and confidences of 0 and 1, are refused', () => {
    expect(() => studentTWithin(1, 0)).toThrow(RangeError);
    expect(() => studentTWithin(1, 2.5)).toThrow(RangeError);
    expect(() => studentTQuantile(1, 3)).toThrow(RangeError);
  });
});
