import { expect, test } from 'vitest';
import { calibrate } from '../../bench/calibrate/calibrate.js';
import { indexDropped } from '../../bench/calibrate/lies/index-dropped.js';
import type { Lie } from '../../bench/calibrate/lies/lie.js';
import { LIES } from '../../bench/calibrate/lies/registry.js';
import { calibrationText } from '../../bench/calibrate/report.js';
import { type Step, stepsOf } from '../../bench/calibrate/step.js';
import type { Profile } from '../../bench/run/profiles.js';
import { SMALL } from '../run/small-run.js';
import { testedMajor } from '../support/tested-major.js';

/** Enough rows that an index is worth having; the figures of `rlsbench calibrate` are of more. */
const PROFILE: Profile = {
  ...SMALL,
  size: { invoices: 20_000, tenants: 40 },
  siblingInvoices: 10_000,
};

interface SmallOptions {
  readonly signal?: AbortSignal;
  readonly onSaid?: (text: string) => void;
}

function calibrateSmall(
  steps: readonly Step[],
  { signal = new AbortController().signal, onSaid = () => {} }: SmallOptions = {},
) {
  return calibrate({
    ...{ steps, signal, profile: PROFILE, location: 'embedded', pgMajor: testedMajor(), seed: 1 },
    command: 'a test',
    onEvent: ({ kind, text }) => kind === 'said' && onSaid(text),
  });
}

/** A lie that is none: head is what base is. */
const NO_LIE: Lie = { ...indexDropped, name: 'no-lie', head: indexDropped.base };

test('every lie is caught by its rule without a clock; one that is none is told as missed', async () => {
  const steps = stepsOf({ lies: [...LIES, NO_LIE], repeats: 1, identical: 0 });
  const { calibration, error } = await calibrateSmall(steps);
  expect(error).toBeUndefined();
  const { lies, problems } = calibration;
  const missed = lies.filter(({ told, caught }) => caught < told);
  expect(missed.map(({ name, by }) => ({ name, by }))).toEqual([{ name: 'no-lie', by: [] }]);
  expect(lies.filter(({ caught }) => caught === 1)).toHaveLength(LIES.length);
  expect(problems).toEqual([expect.stringContaining('no-lie was missed 1 of 1')]);
  expect(calibrationText(calibration, false)).toContain('Do not make the gate required');
}, 120_000);

test('interrupted: what was counted until then, and the server is gone', async () => {
  const controller = new AbortController();
  const steps = stepsOf({ lies: [indexDropped], repeats: 9, identical: 0 });
  const { calibration, error } = await calibrateSmall(steps, {
    signal: controller.signal,
    onSaid: (text) => text.startsWith('caught') && controller.abort(),
  });
  expect(error).toMatchObject({ exitCode: 130 });
  expect(calibration).toMatchObject({ status: 'partial', gates: 1, gatesPlanned: 9 });
  expect(calibrationText(calibration, false)).toContain('Partial: 1 of 9 gates ran.');
});
