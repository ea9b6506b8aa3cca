import { expect, test } from 'vitest';
import { baseTwice } from '../../bench/calibrate/harmless/harmless.js';
import { indexDropped } from '../../bench/calibrate/lies/index-dropped.js';
import type {
  LieOutcome,
  Outcome,
  SoundOutcome,
  TimedOutcome,
} from '../../bench/calibrate/outcome.js';
import { calibrationText } from '../../bench/calibrate/report.js';
import { smallestEffect } from '../../bench/calibrate/smallest-effect.js';
import type { Step } from '../../bench/calibrate/step.js';
import { type Calibration, tallyCalibration } from '../../bench/calibrate/tally.js';

const LIE: Step = { kind: 'lie', lie: indexDropped };
const SAME: Step = { kind: 'identical' };
const TENTH: Step = { kind: 'delay', share: 0.1 };

const caught: LieOutcome = {
  ...{ kind: 'lie', name: 'index-dropped', caught: true, seconds: 1 },
  by: ['index-lost', 'buffers'],
};
const missed: LieOutcome = { ...caught, caught: false, by: [] };

const cell = (ratio: number, low: number) => ({ ratio, low, minimumDetectableEffect: 0.01 });

function timed(share: number, over: Partial<TimedOutcome> = {}): TimedOutcome {
  return {
    ...{ kind: 'timed', name: share === 0 ? 'identical' : 'delay-10', share, failed: null },
    ...{ untrusted: false, inconclusive: false, retried: false },
    ...{ timingSeconds: 30, seconds: 8 },
    cells: [cell(1 + share, 1 + share - 0.01), cell(1 + share, 1 + share - 0.02)],
    ...over,
  };
}

function tallied(steps: readonly Step[], outcomes: readonly Outcome[]): Calibration {
  return tallyCalibration({
    ...{ steps, outcomes, marginRatio: 0.05 },
    status: outcomes.length === steps.length ? 'complete' : 'partial',
    environment: { cpuModel: 'a made processor', cores: 2, platform: 'linux' },
    target: { kind: 'embedded', serverVersion: '18.4', placement: 'client on core 0' },
  });
}

test('all caught, nothing cried: nothing speaks against the gate', () => {
  const slow = timed(0.1, { failed: 'latest: slower' });
  const found = tallied([LIE, LIE, SAME, TENTH], [caught, caught, timed(0), slow]);
  expect(found).toMatchObject({
    ...{ status: 'complete', gates: 4, gatesPlanned: 4, problems: [] },
    lies: [{ name: 'index-dropped', told: 2, caught: 2 }],
    identical: { gates: 1, failed: 0, told: 0, cells: 2, cellsTold: 0 },
    delays: [{ share: 0.1, gates: 1, failed: 1, told: 1, cells: 2, cellsTold: 2 }],
  });
  expect(found.lies[0]?.by).toEqual([
    { rule: 'index-lost', times: 2 },
    { rule: 'buffers', times: 2 },
  ]);
  expect(found.smallestEffect).toBeCloseTo(0.01, 12);
  const text = calibrationText(found, false);
  expect(text).toContain('Nothing speaks against making the gate required');
  expect(text).toContain('2 of 2');
  expect(text).toContain('10% slower');
  expect(text).toContain('95.0% with 95% confidence');
});

test('a lie that was missed once is missed', () => {
  const found = tallied([LIE, LIE], [caught, missed]);
  expect(found.lies[0]).toMatchObject({ told: 2, caught: 1 });
  expect(found.problems).toEqual([expect.stringContaining('index-dropped was missed 1 of 2')]);
  const text = calibrationText(found, false);
  expect(text).toContain('Do not make the gate required on this runner.');
  expect(text).toContain('1 of 2');
});

test('one false alarm is one too many, and says why it was raised', () => {
  const alarm = timed(0, { failed: 'latest: slower by 7%' });
  const found = tallied([SAME, SAME], [timed(0), alarm]);
  expect(found.identical).toMatchObject({ gates: 2, failed: 1 });
  expect(found.problems).toEqual([expect.stringContaining('latest: slower by 7%')]);
  expect(calibrationText(found, false)).not.toContain('95% confidence');
});

const many = (count: number, outcome: TimedOutcome) => Array.from({ length: count }, () => outcome);
const missedTenth = timed(0.1, { inconclusive: true });
const failedTenth = timed(0.1, { failed: 'latest: slower' });

test('twice the margin may pass once in 30, and never in fewer', () => {
  const problems = (failed: number, passed: number) => {
    const outcomes = [...many(failed, failedTenth), ...many(passed, missedTenth)];
    return tallied(
      many(failed + passed, timed(0)).map(() => TENTH),
      outcomes,
    ).problems;
  };
  expect(problems(29, 1)).toEqual([]);
  expect(problems(58, 2)).toEqual([]);
  expect(problems(2, 0)).toEqual([]);
  expect(problems(28, 2)).toEqual([
    expect.stringMatching(/^10% slower failed 28 of 30\Dgates \(93%\), 2 inconclusive: too often/),
  ]);
  expect(problems(1, 1)).toEqual([expect.stringContaining('(50%), 1 inconclusive')]);
  expect(problems(28, 1)).toHaveLength(1);
});

test('the margin itself has to be told from zero as often; less than it need not be', () => {
  const problems = (share: number, told: number, blurred: number) => {
    const unsure = {
      ...timed(share),
      name: `delay-${share * 100}`,
      cells: [cell(1 + share, 0.99)],
    };
    const sure = { ...timed(share), name: unsure.name };
    const step: Step = { kind: 'delay', share };
    const outcomes = [...many(told, sure), ...many(blurred, unsure)];
    return tallied(
      outcomes.map(() => step),
      outcomes,
    ).problems;
  };
  expect(problems(0.05, 29, 1)).toEqual([]);
  expect(problems(0.05, 28, 2)).toEqual([expect.stringContaining('told from zero in 28 of 30')]);
  expect(problems(0.05, 0, 1)).toEqual([expect.stringContaining('5% slower')]);
  expect(problems(0.02, 0, 5)).toEqual([]);
});

test('a clock that mostly says nothing of identical sides is no false alarm, and is said', () => {
  const of = (...outcomes: TimedOutcome[]) =>
    tallied(
      outcomes.map(() => SAME),
      outcomes,
    );
  const noisy = of(timed(0, { untrusted: true }), timed(0, { inconclusive: true }), timed(0));
  expect(noisy.identical).toMatchObject({ failed: 0 });
  expect(noisy.problems).toEqual([expect.stringMatching(/^Timing can't be judged.*--tier 1\.$/)]);
  expect(of(timed(0, { untrusted: true }), timed(0)).problems).toEqual([]);
});

test('a busier server has to fail, and what is harmless must not', () => {
  const busier = { ...missedTenth, name: 'server-cpu', share: 0.2 };
  const found = tallied([{ kind: 'burn' }], [busier]);
  expect(found).toMatchObject({ delays: [], serverCpu: { gates: 1, failed: 0 } });
  expect(found.problems).toEqual([expect.stringContaining("A policy's helper that takes 20%")]);
  expect(calibrationText(found, false)).toContain('helper 20% slower');
  const change = baseTwice(indexDropped);
  const sound: SoundOutcome = { kind: 'sound', name: change.name, failed: null, seconds: 1 };
  const steps: Step[] = [1, 2].map(() => ({ kind: 'sound', change }));
  expect(tallied(steps, [sound, sound]).problems).toEqual([]);
  const alarmed = tallied(steps, [sound, { ...sound, failed: 'It reads more.' }]);
  expect(alarmed.harmless).toMatchObject([{ gates: 2, failed: 1, reasons: ['It reads more.'] }]);
  expect(alarmed.problems).toEqual([expect.stringContaining('harmless: It reads more.')]);
  expect(calibrationText(alarmed, false)).toContain('1 of 2');
});

test('told from zero: in every cell, and of a gate that is trusted', () => {
  const half = timed(0.1, { cells: [cell(1.1, 1.09), cell(1.1, 0.99)] });
  const [delay] = tallied(
    [TENTH, TENTH, TENTH],
    [timed(0.1), half, timed(0.1, { untrusted: true })],
  ).delays;
  expect(delay).toMatchObject({ gates: 3, told: 1, cells: 6, cellsTold: 5, untrusted: 1 });
});

test('the smallest effect: a quarter of the time tells half as finely; untrusted gates tell nothing', () => {
  const fine = smallestEffect([timed(0, { timingSeconds: 7.5 })]) ?? 0;
  expect(Math.log1p(fine)).toBeCloseTo(Math.log1p(0.01) / 2, 12);
  expect(smallestEffect([timed(0, { untrusted: true })])).toBeUndefined();
  expect(smallestEffect([])).toBeUndefined();
});

test('what could not be told is said to be so, and a machine that tells too little too', () => {
  const unsure = { ratio: 1, low: 0.8, minimumDetectableEffect: 0.2 };
  const found = tallied([SAME], [timed(0, { inconclusive: true, cells: [unsure] })]);
  expect(found.identical).toMatchObject({ failed: 0, inconclusive: 1 });
  expect(found.smallestEffect).toBeCloseTo(0.2, 12);
  const above = 'above the margin: timing here will mostly be inconclusive';
  expect(calibrationText(found, false)).toContain(above);
  expect(calibrationText(tallied([SAME], [timed(0)]), false)).not.toContain(above);
});

test('ended early: what there is, and no word of trust', () => {
  const found = tallied([LIE, SAME, TENTH], [caught]);
  expect(found).toMatchObject({ status: 'partial', gates: 1, gatesPlanned: 3, identical: null });
  expect(found.smallestEffect).toBeNull();
  const text = calibrationText(found, false);
  expect(text).toContain('Partial: 1 of 3 gates ran.');
  expect(text).not.toContain('Nothing speaks against');
});
