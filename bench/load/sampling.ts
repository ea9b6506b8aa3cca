import type { SessionOptions } from './session.js';

/**
 * Tells of each response of a session in turn whether it is decoded: the first that is, and every n-th
 * after it.
 */
export function createSampling({
  decodeEvery,
  firstDecoded = 1,
}: Pick<SessionOptions, 'decodeEvery' | 'firstDecoded'>): () => boolean {
  // From 0 downwards it never comes to 0 again.
  let until = decodeEvery === 0 ? 0 : firstDecoded;
  return () => {
    until -= 1;
    if (until !== 0) return false;
    until = decodeEvery;
    return true;
  };
}
