import { expect, test } from 'vitest';
import { createSampling } from '../../bench/load/sampling.js';

const sampled = (decodeEvery: number, firstDecoded?: number) => {
  const options = { decodeEvery, ...(firstDecoded === undefined ? {} : { firstDecoded }) };
  const isSampled = createSampling(options);
  return Array.from({ length: 10 }, (_, at) => (isSampled() ? at + 1 : 0)).filter((at) => at > 0);
};

test('the first response and every n-th after it, unless another is the first', () => {
  expect(sampled(4)).toEqual([1, 5, 9]);
  expect(sampled(4, 3)).toEqual([3, 7]);
  expect(sampled(1, 1)).toHaveLength(10);
  expect(sampled(0)).toEqual([]);
  expect(sampled(0, 3)).toEqual([]);
});
