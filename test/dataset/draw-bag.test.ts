import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawBag } from '../../bench/dataset/draw-bag.js';

const someCounts = fc.array(fc.nat(9), { minLength: 1, maxLength: 40 });

test('every label comes out exactly as often as it went in, at any positions', () => {
  fc.assert(
    fc.property(someCounts, fc.array(fc.nat(), { minLength: 1 }), (counts, positions) => {
      const bag = drawBag(Uint32Array.from(counts));
      const drawn = counts.map(() => 0);
      for (let draw = 0; bag.remaining() > 0; draw++) {
        const position = (positions[draw % positions.length] as number) % bag.remaining();
        const label = bag.take(position);
        drawn[label] = (drawn[label] as number) + 1;
      }
      expect(drawn).toEqual(counts);
    }),
  );
});

test('a position means the item that stands there when the labels are laid out in order', () => {
  fc.assert(
    fc.property(someCounts, fc.nat(), (counts, anywhere) => {
      const items = counts.flatMap((count, label) => new Array<number>(count).fill(label));
      fc.pre(items.length > 0);
      const position = anywhere % items.length;
      expect(drawBag(Uint32Array.from(counts)).take(position)).toBe(items[position]);
    }),
  );
});

test('items put in later can be drawn', () => {
  const bag = drawBag(Uint32Array.of(1, 0, 1));
  bag.put(1, 2);
  expect([0, 0, 0, 0].map((position) => bag.take(position))).toEqual([0, 1, 1, 2]);
});

test('nothing can be taken beyond the end', () => {
  const bag = drawBag(Uint32Array.of(2));
  expect(() => bag.take(2)).toThrow(RangeError);
});
