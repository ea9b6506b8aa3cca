import { expect, test } from 'vitest';
import { inLanes } from '../bench/lanes.js';

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('items of a lane follow one another, two lanes go side by side', async () => {
  const running = new Set<string>();
  let most = 0;
  const done: string[] = [];
  await inLanes(
    ['a1', 'b1', 'a2', 'c1', 'b2'],
    (item) => item.charAt(0),
    async (item) => {
      expect([...running].some((other) => other.charAt(0) === item.charAt(0))).toBe(false);
      running.add(item);
      most = Math.max(most, running.size);
      await later(5);
      running.delete(item);
      done.push(item);
    },
  );
  expect(most).toBe(2);
  expect(done.sort()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1']);
  expect(done.indexOf('a1')).toBeLessThan(done.indexOf('a2'));
});

test('the first error is thrown when what ran has ended, and nothing new is begun', async () => {
  const begun: string[] = [];
  let ended = false;
  const work = inLanes(
    ['a', 'b', 'c', 'd'],
    (item) => item,
    async (item) => {
      begun.push(item);
      if (item === 'a') throw new Error('broke');
      await later(20);
      ended = true;
    },
  );
  await expect(work).rejects.toThrow('broke');
  expect(ended).toBe(true);
  expect(begun).toEqual(['a', 'b']);
});
