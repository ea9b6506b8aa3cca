import { expect, test } from 'vitest';
import { seededRandom } from '../../bench/load/random.js';
import { timeInterleaved } from '../../bench/probe/interleaved.js';

const signal = new AbortController().signal;

test('each round does all once, each block on connections of its own, and gives its median', async () => {
  const rounds: string[][] = [];
  let opened = 0;
  let closed = 0;
  const medians = await timeInterleaved({
    ...{ blocks: 2, roundsPerBlock: 5, random: seededRandom(1), signal },
    open: async () => {
      opened += 1;
      const block = opened;
      let calls = 0;
      const once = (name: string, ns: number) => async () => {
        if (calls % 2 === 0) rounds.push([]);
        calls += 1;
        rounds.at(-1)?.push(name);
        return ns * block + (calls > 12 ? 1_000 : 0);
      };
      const work = new Map([
        ['a', once('a', 10)],
        ['b', once('b', 20)],
      ]);
      return {
        work,
        close: async () => {
          closed += 1;
        },
      };
    },
  });
  expect(Object.fromEntries(medians)).toEqual({ a: [10, 20], b: [20, 40] });
  expect([opened, closed]).toEqual([2, 2]);
  expect(rounds.every((round) => round.toSorted().join() === 'a,b')).toBe(true);
  expect(new Set(rounds.map((round) => round.join())).size).toBe(2);
});

test('an interrupted block counts for nothing, and is closed', async () => {
  const controller = new AbortController();
  let calls = 0;
  let closed = 0;
  const medians = await timeInterleaved({
    ...{ blocks: 5, roundsPerBlock: 5, random: seededRandom(1), signal: controller.signal },
    open: async () => ({
      work: new Map([
        [
          'a',
          async () => {
            calls += 1;
            if (calls === 11) controller.abort();
            return 1;
          },
        ],
      ]),
      close: async () => {
        closed += 1;
      },
    }),
  });
  expect(medians.get('a')).toEqual([1]);
  expect(closed).toBe(2);
});

test('a failure closes the connections and is thrown on', async () => {
  let closed = 0;
  const timing = timeInterleaved({
    ...{ blocks: 1, roundsPerBlock: 5, random: seededRandom(1), signal },
    open: async () => ({
      work: new Map([['a', () => Promise.reject(new Error('gone'))]]),
      close: async () => {
        closed += 1;
      },
    }),
  });
  await expect(timing).rejects.toThrow('gone');
  expect(closed).toBe(1);
});
