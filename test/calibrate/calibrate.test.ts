import { expect, test } from 'vitest';
import { calibrate } from '../../bench/calibrate/calibrate.js';
import { baseTwice, type Harmless } from '../../bench/calibrate/harmless/harmless.js';
import { HARMLESS } from '../../bench/calibrate/harmless/registry.js';
import { indexDropped } from '../../bench/calibrate/lies/index-dropped.js';
import type { Lie } from '../../bench/calibrate/lies/lie.js';
import { LIES } from '../../bench/calibrate/lies/registry.js';
import { statisticsStale } from '../../bench/calibrate/lies/statistics-stale.js';
import { calibrationText } from '../../bench/calibrate/report.js';
import { type Step, stepName, stepsOf } from '../../bench/calibrate/step.js';
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

/** Harm that is told as harmless. */
const HARM: Harmless = { ...indexDropped, name: 'harm' };
const HARM_AND_NONE = [...HARMLESS, HARM];
/** Of the lies' bases one is enough here; `rlsbench calibrate` holds all of them against themselves. */
const BASE_TWICE = baseTwice(statisticsStale);

test('every lie is caught by its rule without a clock, one that is none is missed; what is harmless passes', async () => {
  const all = stepsOf({ lies: LIES, harmless: HARM_AND_NONE, repeats: 1, identical: 0 });
  const wanted = new Set([...LIES, ...HARM_AND_NONE, BASE_TWICE].map(({ name }) => name));
  const steps: Step[] = [
    ...all.filter((step) => wanted.has(stepName(step))),
    { kind: 'lie', lie: NO_LIE },
  ];
  const { calibration, error } = await calibrateSmall(steps);
  expect(error).toBeUndefined();
  const { lies, harmless, problems } = calibration;
  const alarms = harmless.filter(({ failed }) => failed > 0);
  expect(alarms.map(({ name, reasons }) => ({ name, reasons }))).toEqual([
    { name: 'harm', reasons: [expect.stringContaining('invoices_tenant_status_idx')] },
  ]);
  expect(harmless).toHaveLength(HARM_AND_NONE.length + 1);
  const missed = lies.filter(({ told, caught }) => caught < told);
  expect(missed.map(({ name, by }) => ({ name, by }))).toEqual([{ name: 'no-lie', by: [] }]);
  expect(lies.filter(({ caught }) => caught === 1)).toHaveLength(LIES.length);
  expect(problems).toEqual([
    expect.stringContaining('no-lie was missed 1 of 1'),
    expect.stringContaining('harm failed 1 of 1'),
  ]);
  expect(calibrationText(calibration, false)).toContain('Do not make the gate required');
}, 120_000);

test('interrupted: what was counted until then, and the server is gone', async () => {
  const controller = new AbortController();
  const steps = stepsOf({ lies: [indexDropped], harmless: [], repeats: 9, identical: 0 });
  const { calibration, error } = await calibrateSmall(steps, {
    signal: controller.signal,
    onSaid: (text) => text.startsWith('caught') && controller.abort(),
  });
  expect(error).toMatchObject({ exitCode: 130 });
  expect(calibration).toMatchObject({ status: 'partial', gates: 1, gatesPlanned: 18 });
  expect(calibrationText(calibration, false)).toContain('Partial: 1 of 18 gates ran.');
});
