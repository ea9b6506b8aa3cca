import { expect, test } from 'vitest';
import { encodeHistogram } from '../../bench/load/open/histogram.js';
import { littlesLawDeviation, littlesLawNote } from '../../bench/pass/littles-law.js';
import { outcome } from './outcome.js';

/** 200 exchanges of 10 ms. */
const sound = {
  ...{ ...outcome, completed: 200, failed: 0 },
  uncorrected: encodeHistogram(Array.from({ length: 200 }, () => 10)),
};

test('rate times mean latency against the clients there were', () => {
  expect(littlesLawDeviation({ ...sound, seconds: 0.5 }, 4)).toBeCloseTo(0, 2);
  expect(littlesLawDeviation({ ...sound, seconds: 1 }, 4)).toBeCloseTo(-0.5, 2);
  expect(littlesLawNote({ ...sound, seconds: 0.5 }, 4)).toBe('');
  expect(littlesLawNote({ ...sound, seconds: 0.54 }, 4)).toBe('');
  expect(littlesLawNote({ ...sound, seconds: 1 }, 4)).toMatch(/is 2.0, of 4 clients/);
});

test('nothing is said where it can not be told', () => {
  expect(littlesLawDeviation({ ...sound, failed: 1 }, 4)).toBeNull();
  expect(littlesLawDeviation(sound, 11)).toBeNull();
  expect(littlesLawDeviation(sound, 0)).toBeNull();
  expect(littlesLawDeviation({ ...sound, uncorrected: encodeHistogram([]) }, 4)).toBeNull();
});
