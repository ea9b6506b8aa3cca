import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LoadRequest } from '../../../bench/load/load.js';
import { createFifo } from '../../../bench/load/open/fifo.js';
import type { ThreadLoop } from '../../../bench/load/open/messages.js';
import { share, split } from '../../../bench/load/open/split.js';

const settings = { host: '', port: 0, database: '', user: '', password: '', ssl: false };
const loop: ThreadLoop = { kind: 'closed', clients: undefined, exchanges: 1, seconds: 1 };

test('every connection is in one thread, and no thread is without any', () => {
  const counts = fc.array(fc.nat(9), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 5 }), (each, threads) => {
      const request: LoadRequest = {
        connections: each.map((count) => ({ count, settings, client: 'wire', work: [] })),
        threads,
        bucketMs: 100,
        decodeEvery: 0,
        signal: new AbortController().signal,
      };
      const total = each.reduce((sum, count) => sum + count, 0);
      const parts = split(request, () => loop);
      expect(parts.length).toBe(Math.max(1, Math.min(threads, total)));
      const numbers = parts.map(({ connections }) =>
        connections.flatMap(({ count, first, step }) =>
          Array.from({ length: count }, (_, nth) => first + nth * step),
        ),
      );
      expect(numbers.flat().sort((a, b) => a - b)).toEqual(
        Array.from({ length: total }, (_, n) => n),
      );
      if (total > 0) expect(numbers.every((part) => part.length > 0)).toBe(true);
    }),
  );
});

test('shares make the whole', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.integer({ min: 1, max: 7 }), (total, threads) => {
      const shares = Array.from({ length: threads }, (_, thread) => share(total, thread, threads));
      expect(shares.reduce((sum, each) => sum + each, 0)).toBe(total);
    }),
  );
});

test('a queue gives back what it was given, in that order', () => {
  const steps = fc.array(fc.boolean(), { maxLength: 500 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 40 }), (pushes, at) => {
      const fifo = createFifo<number>();
      const model: number[] = [];
      let next = 0;
      for (const push of pushes) {
        // Many at a time, so that room is given back on the way.
        for (let times = 0; times < at; times++) {
          if (push) {
            fifo.push(next);
            model.push(next++);
          } else {
            expect(fifo.shift()).toBe(model.shift());
          }
        }
        expect(fifo.length()).toBe(model.length);
      }
    }),
    { numRuns: 50 },
  );
});
