import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LevelReads, recommend, worstOf } from '../../bench/report/scenario/recommend.js';

const level = (
  name: string,
  [whale, median, tiny]: readonly (number | null)[],
  indexBytes: number | null = null,
): LevelReads => ({
  level: name,
  buffers: new Map([
    ['whale', whale ?? null],
    ['median', median ?? null],
    ['tiny', tiny ?? null],
  ]),
  indexBytes,
});

const names = (levels: readonly LevelReads[]) => {
  const found = recommend(levels);
  return found && [found.chosen.level, found.without?.level ?? null];
};

describe('the index to have', () => {
  test('serves its worst tenant best, not the largest one alone', () => {
    expect(
      names([
        level('none', [900, 900, 900], 0),
        level('(created_at)', [20, 40, 880], 5),
        level('(tenant_id, created_at)', [24, 22, 4], 9),
      ]),
    ).toEqual(['(tenant_id, created_at)', 'none']);
  });

  test('of levels as good it is the smallest index; a buffer more is no reason for a larger one', () => {
    expect(
      names([
        level('none', [900, 900, 900], 0),
        level('covering', [23, 22, 4], 20),
        level('plain', [24, 22, 4], 9),
      ]),
    ).toEqual(['plain', 'none']);
  });

  test('as good for the worst tenant is not enough: the others are counted too', () => {
    expect(
      names([
        level('none', [900, 900, 900], 0),
        level('small', [100, 95, 90], 1),
        level('large', [100, 10, 4], 9),
      ]),
    ).toEqual(['large', 'none']);
  });

  test('without bytes the first listed is the smaller one', () => {
    expect(names([level('pk', [4, 4, 4]), level('more', [4, 4, 4])])).toEqual(['pk', null]);
  });

  test('a level that was not planned for a tenant is not recommended; one level alone is no choice', () => {
    expect(names([level('a', [4, null, 4]), level('b', [9, 9, 9]), level('c', [8, 8, 8])])).toEqual(
      ['b', null],
    );
    expect(names([level('a', [4, null, 4]), level('b', [9, 9, 9])])).toBeNull();
  });

  test('no level reads notably less for its worst tenant, nor does any cost less of those as good', () => {
    const reads = fc.integer({ min: 1, max: 100_000 });
    const levels = fc.array(fc.tuple(reads, reads, reads, reads), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(levels, (drawn) => {
        const all = drawn.map(([a, b, c, bytes], i) => level(`${i}`, [a, b, c], bytes));
        const found = recommend(all);
        expect(found).not.toBeNull();
        if (found === null) return;
        const fewest = Math.min(...all.map(worstOf));
        expect(worstOf(found.chosen)).toBeLessThanOrEqual(Math.max(fewest + 2, fewest * 1.1));
        const better = all.filter(
          (one) =>
            [...one.buffers].every(
              ([who, n]) => (n ?? 0) <= (found.chosen.buffers.get(who) ?? 0),
            ) && (one.indexBytes ?? 0) < (found.chosen.indexBytes ?? 0),
        );
        expect(better).toEqual([]);
      }),
    );
  });
});
