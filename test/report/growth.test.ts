import { describe, expect, test } from 'vitest';
import { growthVerdict } from '../../bench/report/scenario/growth.js';
import { madeGrowth } from './made-index-scenarios.js';
import { madeAnswer } from './made-view.js';

describe('whether access stays a seek', () => {
  test.each([
    ['stays a seek', 'stays', 'stays', 'stays'],
    ["grows with the tenant's own rows", 'grows', 'grows', 'stays'],
    ["grows with the tenant's own rows", 'grows', 'stays', 'stays'],
    ['grows with the table', 'grows', 'grows', 'grows'],
    ['grows with the table', 'stays', 'stays', 'grows'],
    ['not clear', 'unclear', 'stays', 'stays'],
    ['not clear', 'grows', 'grows', 'unclear'],
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
    expect(growthVerdict(new Map([['whale', 'grows']]), ['tiny'])).toBe('not clear');
    expect(growthVerdict(new Map([['tiny', null]]), ['tiny'])).toBe('not clear');
    expect(growthVerdict(new Map([['tiny', 'stays']]), [])).toBe('not clear');
  });

  test('all tenants whose rows stay the same have a say', () => {
    const laws = new Map([
      ['whale', 'grows'],
      ['median', 'grows'],
      ['tiny', 'stays'],
    ] as const);
    expect(growthVerdict(laws, ['median', 'tiny'])).toBe('grows with the table');
    expect(growthVerdict(laws, ['tiny'])).toBe("grows with the tenant's own rows");
  });
});

describe('what the page says', () => {
  const TIMES = [1, 3, 10, 30, 100];
  /** Buffers of all three ways by size, read by an index, or whole in as many of the smallest. */
  const answerOf = (buffers: readonly number[], readWhole = 0) =>
    madeAnswer({
      ...madeGrowth,
      cost: ({ rows }) => {
        const i = TIMES.indexOf(Number(rows));
        const by = i < readWhole ? {} : { index: 'i' };
        return { buffers: buffers[i] ?? 0, ...by, p50Us: 80 };
      },
    });

  test('a tree that gains a level is a seek', () => {
    const answer = answerOf([34, 34, 34, 35, 36]);
    expect(answer).toContain('of 3 operations, 3 stay seeks');
    expect(answer).not.toContain('not clear');
  });

  test('a plan that became another is no growth of either', () => {
    const jumps = [140, 340, 1020, 120, 125];
    expect(answerOf(jumps)).toContain('3 are not clear');
    expect(answerOf(jumps, 3)).toContain('3 change their plans on the way');
  });

  test('growth with the table is shown on a tenant whose own rows stay', () => {
    expect(madeAnswer(madeGrowth)).toMatch(
      /3 grow with the table .* for the tiny tenant go as rows\^1\.00/,
    );
  });
});
