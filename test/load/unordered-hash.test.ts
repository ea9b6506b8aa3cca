import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsHash, unorderedHash } from '../../bench/load/rows.js';

const fields = [{ name: 'a', dataTypeID: 25 }];
const cell = fc.constantFrom('1', '2', null);

test('is that of the same rows in any order, and of no others', () => {
  const rowsAndOrder = fc
    .array(fc.tuple(cell, cell), { maxLength: 6 })
    .chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    );
  fc.assert(
    fc.property(rowsAndOrder, ([rows, shuffled]) => {
      expect(unorderedHash({ fields, rows: shuffled })).toBe(unorderedHash({ fields, rows }));
      const more = [...shuffled, ['1', null]];
      expect(unorderedHash({ fields, rows: more })).not.toBe(unorderedHash({ fields, rows }));
    }),
  );
  const inOrder = (...rows: string[]) => rowsHash({ fields, rows: rows.map((row) => [row]) });
  expect(inOrder('1', '2')).not.toBe(inOrder('2', '1'));
});
