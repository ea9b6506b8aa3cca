import { describe, expect, test } from 'vitest';
import { growthVerdict } from '../../bench/report/scenario/growth.js';
import type { PowerLaw } from '../../bench/stats/power-law.js';

const law = (exponent: number, half: number): PowerLaw => ({
  ...{ exponent, low: exponent - half, high: exponent + half },
  ...{ confidence: 0.95, factor: 1 },
});
const seek = law(0.02, 0.02);
const linear = law(1, 0.05);
const wide = law(0.5, 0.6);

describe('whether access stays a seek', () => {
  test.each([
    ['stays a seek', seek, seek, seek],
    ["grows with the tenant's own rows", linear, linear, seek],
    ["grows with the tenant's own rows", linear, seek, seek],
    ['grows with the table', linear, linear, linear],
    ['grows with the table', seek, seek, linear],
    ['not clear', wide, seek, seek],
    ['not clear', linear, linear, wide],
  ] as const)('%s', (verdict, whale, median, tiny) => {
    expect(
      growthVerdict(
        new Map([
          ['whale', whale],
          ['median', median],
          ['tiny', tiny],
        ]),
        ['tiny'],
      ),
    ).toBe(verdict);
  });

  test('without the tenant whose rows stay the same nothing is said', () => {
    expect(growthVerdict(new Map([['whale', linear]]), ['tiny'])).toBe('not clear');
    expect(growthVerdict(new Map([['tiny', null]]), ['tiny'])).toBe('not clear');
    expect(growthVerdict(new Map([['tiny', seek]]), [])).toBe('not clear');
  });

  test('all tenants whose rows stay the same have a say', () => {
    const laws = new Map([
      ['whale', linear],
      ['median', linear],
      ['tiny', seek],
    ] as const);
    expect(growthVerdict(laws, ['median', 'tiny'])).toBe('grows with the table');
    expect(growthVerdict(laws, ['tiny'])).toBe("grows with the tenant's own rows");
  });
});
