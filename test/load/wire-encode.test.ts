import { expect, test } from 'vitest';
import type { Statement } from '../../bench/context/exchange.js';
import { encodePrepare, encodeRound } from '../../bench/load/wire-encode.js';
import { createFrameScanner } from '../../bench/load/wire-scan.js';

const begin: Statement = { part: 'begin', name: 'b', text: 'BEGIN', values: [] };
const query: Statement = {
  part: 'query',
  name: 'read',
  text: 'select $1, $2',
  values: ['ü', null],
};

/** Frontend messages after the first have the same shape as backend ones. */
function messages(encoded: Buffer): [string, string][] {
  const found: [string, string][] = [];
  createFrameScanner((type, buffer, start, end) => {
    found.push([
      String.fromCharCode(type),
      Buffer.from(buffer.subarray(start, end)).toString('latin1'),
    ]);
  })(encoded, encoded.length);
  return found;
}

test('a round is Bind, Describe, Execute for each statement and one Sync', () => {
  expect(messages(encodeRound([begin, query]))).toEqual([
    ['B', '\0b\0\0\0\0\0\0\0'],
    ['D', 'P\0'],
    ['E', '\0\0\0\0\0'],
    ['B', '\0read\0\0\0\0\x02\0\0\0\x02\xc3\xbc\xff\xff\xff\xff\0\0'],
    ['D', 'P\0'],
    ['E', '\0\0\0\0\0'],
    ['S', ''],
  ]);
});

test('preparing is one Parse for each statement and one Sync', () => {
  expect(messages(encodePrepare([begin, query]))).toEqual([
    ['P', 'b\0BEGIN\0\0\0'],
    ['P', 'read\0select $1, $2\0\0\0'],
    ['S', ''],
  ]);
});
