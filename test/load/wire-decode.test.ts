import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf, commandRows, errorFields, rowValues } from '../../bench/load/wire-decode.js';
import { commandComplete, dataRow, errorResponse, rowDescription } from './backend-messages.js';

/** Calls a decoder on the body of a message that sits somewhere inside a larger buffer. */
function inside<T>(
  message: Buffer,
  decode: (buffer: Uint8Array, start: number, end: number) => T,
): T {
  const buffer = Buffer.concat([Buffer.from('9999'), message, Buffer.from('9\0')]);
  return decode(buffer, 4 + 5, 4 + message.length);
}

test.each([
  ['SELECT 20', 20],
  ['SELECT 0', 0],
  ['INSERT 0 1', 1],
  ['UPDATE 1234567', 1_234_567],
  ['BEGIN', 0],
  ['SET', 0],
])('rows of the tag %s', (tag, rows) => {
  expect(inside(commandComplete(tag), commandRows)).toBe(rows);
});

test('reads the columns of a description', () => {
  expect(
    inside(rowDescription(['id', 'tenant_id', 'größe']), columnsOf).map(({ name }) => name),
  ).toEqual(['id', 'tenant_id', 'größe']);
});

test('reads back any row', () => {
  const row = fc.array(fc.option(fc.string({ unit: 'grapheme' })), { maxLength: 12 });
  fc.assert(
    fc.property(row, (values) => {
      expect(inside(dataRow(values), rowValues)).toEqual(values);
    }),
  );
});

test('refuses a row whose lengths do not add up', () => {
  const longer = Buffer.concat([dataRow(['a']), Buffer.from('b')]);
  expect(() => rowValues(longer, 5, longer.length)).toThrow('longer or shorter');
});

test('reads SQLSTATE and message of an error', () => {
  expect(inside(errorResponse('22P02', 'invalid input'), errorFields)).toEqual({
    sqlState: '22P02',
    message: 'invalid input',
  });
});
