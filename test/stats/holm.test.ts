import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holm } from '../../bench/stats/holm.js';

describe('Holm', () => {
  test("agrees with R: p.adjust(c(0.01,0.04,0.03,0.005,0.5), 'holm')", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005, 0.5]);
    const expected = [0.04, 0.09, 0.09, 0.025, 0.5];
    for (const [index, p] of expected.entries()) expect(adjusted[index]).toBeCloseTo(p, 12);
  });

  test("agrees with R: p.adjust(c(0.2,0.6,0.9), 'holm'), capped at 1", () => {
    const adjusted = holm([0.2, 0.6, 0.9]);
    expect(adjusted[0]).toBeCloseTo(0.6, 12);
    expect(adjusted.slice(1)).toEqual([1, 1]);
  });

  test('never lowers a p, never reorders two, and leaves a lone one alone', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(p), (pValues) => {
        const adjusted = holm(pValues);
        for (const [one, before] of pValues.entries()) {
          expect(adjusted[one]).toBeGreaterThanOrEqual(before);
          for (const [other, compared] of pValues.entries()) {
            if (before < compared) expect(adjusted[one]).toBeLessThanOrEqual(adjusted[other] ?? 0);
          }
        }
      }),
    );
    expect(holm([0.03])).toEqual([0.03]);
    expect(holm([])).toEqual([]);
  });
});
