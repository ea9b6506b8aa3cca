import { expect, test } from 'vitest';
import {
  coveringAnswer,
  coveringStates,
  type IncludeVerdict,
  includeVerdict,
} from '../../bench/report/scenario/covering.js';
import type { ContrastResult } from '../../bench/result/result.js';
import { contrast } from './contrast.js';
import { madeCovering } from './made-index-scenarios.js';
import { madeAnswer, madeView } from './made-view.js';

/** Buffers of the covering and the plain index, and the time of one over the other, in every state. */
function made(covering: number, plain: number, time?: Partial<ContrastResult>) {
  const scenario = {
    ...madeCovering,
    cost: (arm: { name: string }) => {
      const buffers = arm.name.startsWith('covering') ? covering : plain;
      return { buffers, index: 'i', ...(time === undefined ? {} : { p50Us: 50 }) };
    },
  };
  return madeView(scenario, (result) => ({
    ...result,
    contrasts: result.contrasts.map((one) => contrast({ ...one, ...time })),
  }));
}

const FASTER = { ratio: 0.8, low: 0.78, high: 0.82, adjustedP: 0.001 };
const SLOWER = { ratio: 1.2, low: 1.18, high: 1.22, adjustedP: 0.001 };
const EVEN = { ratio: 1.001, low: 0.99, high: 1.01, adjustedP: 1 };

test.each<[number, number, Partial<ContrastResult> | undefined, IncludeVerdict]>([
  [8, 44, FASTER, 'pays'],
  [8, 44, EVEN, 'pays'],
  [8, 44, undefined, 'pays'],
  // A fifth fewer, but one buffer: the next insert may take it back.
  [4, 5, undefined, 'does not pay'],
  [3, 5, undefined, 'pays'],
  // Two fewer, but far from a tenth.
  [98, 100, undefined, 'does not pay'],
  [52, 45, EVEN, 'does not pay'],
  [52, 45, SLOWER, 'does not pay'],
  // Time and buffers disagree, one way or the other, told from zero or only likely.
  [8, 44, SLOWER, 'not clear'],
  [8, 44, { ...SLOWER, adjustedP: 0.2 }, 'not clear'],
  [52, 45, FASTER, 'not clear'],
  [52, 45, { ...FASTER, adjustedP: 0.2 }, 'not clear'],
  [4, 5, FASTER, 'not clear'],
  [8, 44, { ...SLOWER, untrusted: true }, 'pays'],
])('%d buffers against %d, in time %j: %s', (covering, plain, time, verdict) => {
  const view = made(covering, plain, time);
  const [state] = coveringStates(view, 'rls');
  if (state === undefined) throw new Error('no state');
  expect(includeVerdict(view, 'count-open', 'whale', state)).toBe(verdict);
});

test('the answer says the time beside the buffers', () => {
  expect(madeAnswer(madeCovering)).toContain(
    '“after VACUUM” (90 buffers with 0 heap fetches against 4,000 of the plain index; median latency −95.4% (95% interval −95.4 to −95.3%))',
  );
});

test('where time and buffers disagree the answer is not firm', () => {
  const [said] = coveringAnswer(made(52, 45, FASTER));
  expect(said?.text).toContain('whether INCLUDE pays is not clear where the table is “after');
  expect(said?.firm).toBe(false);
  expect(coveringAnswer(made(8, 44, FASTER))[0]?.firm).toBe(true);
});
