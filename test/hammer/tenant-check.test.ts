import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRowOf } from '../../bench/hammer/tenant-check.js';
import { rowValues } from '../../bench/load/wire-decode.js';

/** The body of a DataRow, somewhere in a buffer that goes on behind it. */
function dataRow(values: readonly (string | null)[], before: number) {
  const parts = values.map((value) => {
    const bytes = Buffer.from(value ?? '');
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : bytes.length);
    return Buffer.concat([length, bytes]);
  });
  const count = Buffer.alloc(2);
  count.writeInt16BE(values.length);
  const body = Buffer.concat([count, ...parts]);
  const buffer = Buffer.concat([Buffer.alloc(before, 7), body, Buffer.alloc(60, 7)]);
  return { buffer, start: before, end: before + body.length };
}

const text = fc.string({ unit: 'grapheme', maxLength: 6 });
const values = fc.array(fc.option(text), { minLength: 1, maxLength: 5 });

test('a row is of the tenant exactly where its decoded column is', () => {
  fc.assert(
    fc.property(values, fc.nat(5), text, fc.nat(9), fc.boolean(), (row, at, other, before, own) => {
      const value = row[at];
      const tenant = own && typeof value === 'string' ? value : other;
      const { buffer, start, end } = dataRow(row, before);
      const decoded = rowValues(buffer, start, end)[at];
      expect(isRowOf(Buffer.from(tenant), at, buffer, start, end)).toBe(decoded === tenant);
    }),
  );
});

test('one changed bit of the tenant is another tenant', () => {
  const tenant = '00000000-0000-0000-0000-00000000000a';
  const { buffer, start, end } = dataRow(['first', tenant, 'last'], 3);
  const isOwn = () => isRowOf(Buffer.from(tenant), 1, buffer, start, end);
  const at = start + 2 + 4 + 5 + 4;
  expect(isOwn()).toBe(true);
  for (let bit = 0; bit < 8 * tenant.length; bit += 1) {
    const byte = at + Math.floor(bit / 8);
    buffer[byte] = (buffer[byte] as number) ^ (1 << (bit % 8));
    expect(isOwn()).toBe(false);
    buffer[byte] = (buffer[byte] as number) ^ (1 << (bit % 8));
  }
  expect(isOwn()).toBe(true);
});

test('a row that is cut off, or has no such column, is of nobody', () => {
  const { buffer, start, end } = dataRow(['abc'], 0);
  expect(isRowOf(Buffer.from('abc'), 0, buffer, start, end - 1)).toBe(false);
  expect(isRowOf(Buffer.from('abc'), 1, buffer, start, end)).toBe(false);
  expect(isRowOf(Buffer.from('abc'), -1, buffer, start, end)).toBe(false);
});
