import { describe, expect, test } from 'vitest';
import { type SizeReads, trendOf } from '../../bench/report/scenario/trend.js';

/** Reads at 1, 3, 10, 30 and 100 times the rows; 20 rows touched and one descent where not said. */
function reads(buffers: readonly number[], over: Partial<Record<'rows' | 'descents', number[]>>) {
  const times = [1, 3, 10, 30, 100];
  return buffers.map(
    (each, i): SizeReads => ({
      tableRows: 700 * (times[i] ?? 0),
      buffers: each,
      rowsTouched: over.rows?.[i] ?? 1,
      descents: over.descents?.[i] ?? 1,
    }),
  );
}

describe('what one tenant’s reads do as the table grows a hundredfold', () => {
  test.each([
    ['nothing at all', [4, 4, 4, 4, 4], {}],
    ['a level of the tree', [3, 3, 3, 3, 4], {}],
    ['a level of the tree and a page more of its leaves', [4, 4, 5, 5, 6], {}],
    ['as much, but all at the end', [3, 3, 3, 3, 5], {}],
    ['a level for each of ten descents', [30, 30, 40, 40, 50], { descents: [10, 10, 10, 10, 10] }],
    [
      'rows that lie apart, till each has its page',
      [5, 10, 16, 20, 22],
      { rows: Array(5).fill(20) },
    ],
  ])('stays: %s', (_, buffers, over) => {
    expect(trendOf(reads(buffers, over))).toBe('stays');
  });

  test.each([
    ['with the table', [11, 29, 92, 268, 888], {}],
    ['with its root', [3, 5, 9, 16, 30], {}],
    ['with its rows, each on its page', [4, 12, 40, 120, 400], { rows: [2, 9, 37, 118, 398] }],
    [
      'with its rows, where the smallest table is read whole',
      [11, 33, 101, 290, 958],
      { rows: [731, 422, 1361, 4028, 13519], descents: [0, 1, 1, 1, 1] },
    ],
    [
      'few pages of a small table, read whole',
      [1, 1, 1, 2, 3],
      { rows: [7, 21, 70, 210, 700], descents: [0, 0, 0, 0, 0] },
    ],
    [
      'with as many descents, which are no levels',
      [10, 20, 45, 90, 200],
      { descents: [2, 5, 12, 30, 66] },
    ],
  ])('grows: %s', (_, buffers, over) => {
    expect(trendOf(reads(buffers, over))).toBe('grows');
  });

  test('unclear: another plan on the way', () => {
    const rows = [152, 422, 1361, 792, 785];
    expect(trendOf(reads([14, 34, 102, 62, 63], { rows }))).toBe('unclear');
  });

  test('unclear: more at the end than a level', () => {
    expect(trendOf(reads([3, 3, 3, 3, 6], { rows: [0, 0, 0, 0, 0] }))).toBe('unclear');
  });

  test('a level for each hundredfold: twice as many on ten thousand times the rows', () => {
    const far = (last: number) =>
      [1, 100, 10_000].map(
        (times, i): SizeReads => ({
          tableRows: 700 * times,
          buffers: [3, 3, last][i] ?? 0,
          rowsTouched: 0,
          descents: 1,
        }),
      );
    expect(trendOf(far(7))).toBe('stays');
    expect(trendOf(far(30))).not.toBe('stays');
  });

  test('of fewer than three sizes nothing is said', () => {
    expect(trendOf(reads([4, 4], {}))).toBe(null);
    expect(trendOf([...reads([4, 4], {}), ...reads([4, 4], {})])).toBe(null);
  });
});
