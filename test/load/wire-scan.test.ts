import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameScanner } from '../../bench/load/wire-scan.js';
import { commandComplete, dataRow, frame, readyForQuery } from './backend-messages.js';

interface Seen {
  readonly type: string;
  readonly body: Buffer;
}

/** Feeds the chunks through one reused buffer, as the driver's sockets do. */
function scan(chunks: readonly Buffer[]): Seen[] {
  const seen: Seen[] = [];
  const scanner = createFrameScanner((type, buffer, start, end) => {
    seen.push({
      type: String.fromCharCode(type),
      body: Buffer.from(buffer.subarray(start, end)),
    });
  });
  const reused = Buffer.alloc(Math.max(1, ...chunks.map(({ length }) => length)));
  for (const chunk of chunks) {
    chunk.copy(reused);
    scanner(reused, chunk.length);
    reused.fill(0xff);
  }
  return seen;
}

const response = Buffer.concat([
  frame('2', Buffer.alloc(0)),
  dataRow(['1', null, 'Zürich']),
  dataRow(['2', 'x'.repeat(300), '']),
  commandComplete('SELECT 2'),
  readyForQuery('I'),
]);

test('finds every frame of a whole response', () => {
  expect(scan([response]).map(({ type }) => type)).toEqual(['2', 'D', 'D', 'C', 'Z']);
});

test('finds the same frames however the response is cut in two', () => {
  const whole = scan([response]);
  for (let at = 0; at <= response.length; at += 1) {
    expect(scan([response.subarray(0, at), response.subarray(at)])).toEqual(whole);
  }
});

test('finds the same frames fed byte by byte', () => {
  const bytes = Array.from(response, (byte) => Buffer.from([byte]));
  expect(scan(bytes)).toEqual(scan([response]));
});

test('finds any frames, cut anywhere', () => {
  const frames = fc.array(
    fc.record({
      type: fc.constantFrom('C', 'D', 'E', 'T', 'Z', '2', 'n'),
      body: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(frames, fc.array(fc.nat(4000), { maxLength: 12 }), (sent, cuts) => {
      const stream = Buffer.concat(sent.map(({ type, body }) => frame(type, body)));
      const at = [0, ...cuts.map((cut) => Math.min(cut, stream.length)), stream.length];
      at.sort((a, b) => a - b);
      const chunks = at.slice(1).map((end, index) => stream.subarray(at[index], end));
      expect(scan(chunks)).toEqual(sent);
    }),
  );
});

test('refuses a length that cannot be', () => {
  expect(() => scan([Buffer.from([0x44, 0, 0, 0, 3])])).toThrow('3 bytes');
});
