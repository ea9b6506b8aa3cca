import { expect, test } from 'vitest';
import {
  encodePrepare,
  encodeRound,
  encodeSimpleRound,
  type RoundStatement,
} from '../../bench/load/wire-encode.js';
import { createFrameScanner } from '../../bench/load/wire-scan.js';

const begin: RoundStatement = {
  ...{ part: 'begin', name: 'b', text: 'BEGIN', values: [] },
  isParsedHere: false,
};
const query: RoundStatement = {
  isParsedHere: false,
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

test('a statement that was not prepared is parsed before it is bound', () => {
  const set = { ...query, name: '', text: 'set a', values: [], isParsedHere: true };
  expect(messages(encodeRound([set, begin])).slice(0, 3)).toEqual([
    ['P', '\0set a\0\0\0'],
    ['B', '\0\0\0\0\0\0\0\0'],
    ['D', 'P\0'],
  ]);
});

test('a simple round is one message, with its parameters in it', () => {
  const quoted = { ...query, values: ["it's", null] };
  expect(messages(encodeSimpleRound([begin, quoted]))).toEqual([
    ['Q', "BEGIN\n;select 'it''s', null\0"],
  ]);
});
