import fc from 'fast-check';
import { expect, test } from 'vitest';
import { baseTwice } from '../../bench/calibrate/harmless/harmless.js';
import { HARMLESS } from '../../bench/calibrate/harmless/registry.js';
import { LIES } from '../../bench/calibrate/lies/registry.js';
import { isTimed, stepName, stepsOf } from '../../bench/calibrate/step.js';
import { secondsLeft } from '../../bench/calibrate/time-left.js';

const counts = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, names.filter((each) => each === name).length]));

test('as many of each as was asked for, whatever that is', () => {
  const few = fc.integer({ min: 0, max: 70 });
  fc.assert(
    fc.property(few, few, (repeats, identical) => {
      const steps = stepsOf({
        ...{ lies: LIES.slice(0, 3), harmless: HARMLESS },
        repeats,
        identical,
      });
      const found = counts(steps.map(stepName));
      for (const { name } of LIES.slice(0, 3)) expect(found[name] ?? 0).toBe(repeats);
      for (const { name } of [...LIES.slice(0, 3).map(baseTwice), ...HARMLESS]) {
        expect(found[name] ?? 0).toBe(repeats);
      }
      expect(found.identical ?? 0).toBe(identical);
      for (const name of ['delay-5', 'delay-10']) {
        expect(found[name] ?? 0).toBe(Math.ceil(identical / 2));
      }
      for (const name of ['delay-1', 'delay-2', 'server-cpu']) {
        expect(found[name] ?? 0).toBe(Math.ceil(identical / 6));
      }
    }),
  );
});

test('lies first; then no kind of timed gate is left to the end', () => {
  const steps = stepsOf({ lies: LIES, harmless: HARMLESS, repeats: 2, identical: 12 });
  const names = steps.map(stepName);
  expect(new Set(names.slice(0, LIES.length)).size).toBe(LIES.length);
  const timed = steps.filter(isTimed).map(stepName);
  expect(steps.findIndex(isTimed)).toBe(steps.length - timed.length);
  const half = counts(timed.slice(0, timed.length / 2));
  for (const [name, whole] of Object.entries(counts(timed))) {
    expect(Math.abs((half[name] ?? 0) - whole / 2)).toBeLessThanOrEqual(1);
  }
});

test('some of the kinds alone, as often as they are among all', () => {
  const thorough = { lies: LIES, harmless: HARMLESS, repeats: 10, identical: 60 };
  const only = new Set(['identical', 'delay-5', 'delay-10']);
  expect(counts(stepsOf({ ...thorough, only }).map(stepName))).toEqual({
    ...{ identical: 60, 'delay-5': 30, 'delay-10': 30 },
  });
  const harmless = stepsOf({ ...thorough, only: new Set(['harmless']) });
  expect(harmless).toHaveLength(10 * (LIES.length + HARMLESS.length));
});

test('about 3 minutes by default, about 40 when thorough', () => {
  const minutes = (repeats: number, identical: number) =>
    secondsLeft(stepsOf({ lies: LIES, harmless: HARMLESS, repeats, identical })) / 60;
  expect(Math.abs(minutes(1, 4) - 3)).toBeLessThan(0.75);
  expect(Math.abs(minutes(10, 60) - 40)).toBeLessThan(5);
});

test('the time left is guessed at first, then what such gates took', () => {
  const all = stepsOf({ lies: [], harmless: [], repeats: 0, identical: 4 });
  const steps = all.filter(({ kind }) => kind === 'identical');
  const guessed = secondsLeft(steps);
  expect(guessed).toBeGreaterThan(0);
  const slow = { kind: 'timed', name: 'identical', share: 0, failed: null } as const;
  const seen = [20, 40].map((seconds) => ({
    ...{ ...slow, untrusted: false, inconclusive: false, retried: false },
    ...{ cells: [], timingSeconds: 1, seconds },
  }));
  expect(secondsLeft(steps.slice(2), seen)).toBe(60);
  expect(secondsLeft([], seen)).toBe(0);
});
