import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hodgesLehmann } from '../../bench/stats/hodges-lehmann.js';
import { signedRankInterval } from '../../bench/stats/signed-rank-interval.js';
import { signedRankCut, signedRankDistribution } from '../../bench/stats/signed-rank-null.js';
import { signedRankTest } from '../../bench/stats/signed-rank-test.js';
import { sampleOf, seededDraws } from '../../scripts/synthetic-draws.js';

/**
 * The depression scores of Hollander and Wolfe, table 3.1 (R: ?wilcox.test), first less second
 * visit, in thousandths so that the differences are exact and none are tied by rounding.
 */
const depression = [952, -147, 1022, 430, 620, 590, 490, -80, 10].map((score) => score / 1000);
const tenValues = [0.8, 0.1, -0.3, 1.4, 0.6, -0.15, 0.95, 0.42, 1.1, -0.05];
/** R: u <- (((1:80)*37) %% 81)/81; y <- round(0.02 + 0.01*log(u/(1-u)), 6) */
const eighty = Array.from({ length: 80 }, (_, index) => {
  const u = (((index + 1) * 37) % 81) / 81;
  return Math.round((0.02 + 0.01 * Math.log(u / (1 - u))) * 1e6) / 1e6;
});

describe('signed-rank null distribution', () => {
  test('agrees with R: psignrank(c(0,2,8,52,137,400), c(5,7,12,20,30,45))', () => {
    const lowerTail = (sum: number, count: number) =>
      signedRankDistribution(ranks(count))
        .slice(0, sum + 1)
        .reduce((total, chance) => total + chance, 0);
    expect(lowerTail(0, 5)).toBeCloseTo(0.03125, 12);
    expect(lowerTail(2, 7)).toBeCloseTo(0.0234375, 12);
    expect(lowerTail(8, 12)).toBeCloseTo(0.006103515625, 12);
    expect(lowerTail(52, 20)).toBeCloseTo(0.0242204666138, 12);
    expect(lowerTail(137, 30)).toBeCloseTo(0.0248550605029, 12);
    expect(lowerTail(400, 45)).toBeCloseTo(0.0942509255112, 12);
  });

  test('cuts agree with R: qsignrank(0.025, c(6,10,16,20,40,50)), which counts from 1', () => {
    const cuts = [6, 10, 16, 20, 40, 50].map((count) => signedRankCut(count, 0.95).cut + 1);
    expect(cuts).toEqual([1, 9, 30, 53, 265, 435]);
  });

  test('hardly changes where the normal approximation takes over', () => {
    expect(signedRankCut(51, 0.95).cut).toBeGreaterThan(signedRankCut(50, 0.95).cut);
    expect(Math.abs(signedRankCut(51, 0.95).confidence - 0.95)).toBeLessThan(0.002);
  });
});

describe('signed-rank test', () => {
  test('agrees with R on Hollander and Wolfe: wilcox.test(d), and alternative="greater"', () => {
    const twoSided = signedRankTest(depression);
    expect(twoSided).toMatchObject({ statistic: 40, counted: 9, exact: true });
    expect(twoSided.pValue).toBeCloseTo(0.0390625, 12);
    const greater = signedRankTest(depression, { alternative: 'greater' });
    expect(greater.pValue).toBeCloseTo(0.01953125, 12);
  });

  test('agrees with R: wilcox.test(x), and with mu=0.2, alternative="greater"', () => {
    expect(signedRankTest(tenValues).statistic).toBe(47);
    expect(signedRankTest(tenValues).pValue).toBeCloseTo(0.048828125, 12);
    const above = signedRankTest(tenValues, { location: 0.2, alternative: 'greater' });
    expect(above.statistic).toBe(41);
    expect(above.pValue).toBeCloseTo(0.0966796875, 12);
  });

  test('agrees with R above 50 values: wilcox.test(y, mu=0.0171, exact=FALSE, correct=TRUE)', () => {
    const twoSided = signedRankTest(eighty, { location: 0.0171 });
    expect(twoSided).toMatchObject({ statistic: 1937, exact: false });
    expect(twoSided.pValue).toBeCloseTo(0.129008122565, 10);
    const greater = signedRankTest(eighty, { location: 0.0171, alternative: 'greater' });
    expect(greater.pValue).toBeCloseTo(0.0645040612826, 10);
  });

  test('agrees with R on ties: z <- rep(c(-2,-1,1,2,3,3),10)+c(0,0.5); wilcox.test(z)', () => {
    const tied = Array.from({ length: 60 }, (_, index) => {
      return ([-2, -1, 1, 2, 3, 3][index % 6] as number) + (index % 2) * 0.5;
    });
    expect(signedRankTest(tied).statistic).toBe(1520);
    expect(signedRankTest(tied).pValue).toBeCloseTo(8.00363909693e-6, 12);
  });

  test('is exact with ties: three equal gains have one chance in four, either side', () => {
    expect(signedRankTest([2, 2, 2]).pValue).toBe(0.25);
    // Ranks 1.5, 1.5, 3 with signs +, -, +: sums of 4.5 or more are 4.5 (twice) and 6 of 8.
    expect(signedRankTest([1, -1, 2], { alternative: 'greater' }).pValue).toBe(0.375);
  });

  test('drops values at the location, and says nothing when none is left', () => {
    expect(signedRankTest([0, 0, 5, 6, 7]).counted).toBe(3);
    expect(signedRankTest([0, 0]).pValue).toBe(1);
  });
});

describe('signed-rank interval', () => {
  test('agrees with R: wilcox.test(x, conf.int=TRUE)', () => {
    const { estimate, low, high, warnings } = signedRankInterval(tenValues);
    expect(estimate).toBeCloseTo(0.475, 12);
    expect([low, high].map(round)).toEqual([0.025, 0.95]);
    expect(warnings).toEqual([]);
  });

  test('agrees with R on Hollander and Wolfe: wilcox.test(d, conf.int=TRUE)', () => {
    const { estimate, low, high } = signedRankInterval(depression);
    expect([estimate, low, high].map(round)).toEqual([0.46, 0.01, 0.786]);
  });

  test('is near R above 50 values: wilcox.test(y, exact=TRUE, conf.int=TRUE)', () => {
    const { estimate, low, high } = signedRankInterval(eighty);
    expect(estimate).toBeCloseTo(0.02, 12);
    expect(Math.abs(low - 0.0162315)).toBeLessThan(2e-5);
    expect(Math.abs(high - 0.0237685)).toBeLessThan(2e-5);
  });

  test('says how many values it needs when there are too few', () => {
    const { confidence, warnings } = signedRankInterval([1, 2, 3, 4, 5]);
    expect(confidence).toBe(0.9375);
    expect(warnings.map(({ message }) => message)).toEqual([
      'a 95% interval needs at least 6 blocks, got 5',
    ]);
  });

  test('moves with the values, and turns over with their signs', () => {
    const whole = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(fc.array(whole, { minLength: 2, maxLength: 60 }), whole, (values, shift) => {
        const { estimate, low, high } = signedRankInterval(values);
        expect(signedRankInterval(values.map((value) => value + shift))).toMatchObject({
          estimate: estimate + shift,
          low: low + shift,
          high: high + shift,
        });
        const turned = signedRankInterval(values.map((value) => -value));
        expect(turned.estimate + estimate).toBe(0);
        expect([turned.low + high, turned.high + low]).toEqual([0, 0]);
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
      }),
    );
  });

  test('leaves 0 out exactly when the test rejects it, without ties', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: -500, max: 700 }), {
      minLength: 6,
      maxLength: 40,
      selector: Math.abs,
    });
    fc.assert(
      fc.property(distinct, (integers) => {
        fc.pre(!integers.includes(0));
        const { low, high } = signedRankInterval(integers);
        // An end exactly on 0 is a Walsh average of 0, a tie that the two treat differently.
        fc.pre(low !== 0 && high !== 0);
        expect(low > 0 || high < 0).toBe(signedRankTest(integers).pValue <= 0.05);
      }),
    );
  });

  test.each([
    ['normal', 16],
    ['normal', 60],
    ['heavyTailed', 20],
  ] as const)('covers the truth 95 times in a hundred: %s, %i blocks', (kind, blocks) => {
    const draws = seededDraws(11);
    const trials = 2000;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { low, high } = signedRankInterval(sampleOf(blocks, draws[kind]));
      if (low <= 0 && high >= 0) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.935);
    expect(covered / trials).toBeLessThan(0.968);
  });
});

describe('Hodges-Lehmann', () => {
  test('is the median of all means of two', () => {
    expect(hodgesLehmann([1, 2, 10])).toBe((2 + 5.5) / 2);
  });

  test('is not moved by a wild value, as a mean would be', () => {
    const calm = [-0.02, -0.01, 0, 0.01, 0.02, 0.015, -0.015];
    expect(Math.abs(hodgesLehmann([...calm, 1000]))).toBeLessThan(0.02);
  });
});

function ranks(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function round(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
