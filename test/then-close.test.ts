import { expect, test } from 'vitest';
import { thenClose } from '../bench/then-close.js';

const failing = (message: string) => async () => {
  throw new Error(message);
};

test('gives what the work gave, once it is closed', async () => {
  const done: string[] = [];
  const work = async () => done.push('work');
  expect(await thenClose(work, async () => done.push('close'))).toBe(1);
  expect(done).toEqual(['work', 'close']);
});

test('what went wrong first is told, and what was left behind beside it', async () => {
  const left: unknown[] = [];
  const both = thenClose(failing('work'), failing('close'), (error) => left.push(error));
  await expect(both).rejects.toThrow('work');
  expect(left).toEqual([new Error('close')]);
  await expect(thenClose(failing('work'), failing('close'))).rejects.toThrow('work');
});

test('closing that fails after work that did not is an error', async () => {
  await expect(thenClose(async () => 1, failing('close'))).rejects.toThrow('close');
});
