import { expect, test } from 'vitest';
import { indexDropped } from '../../bench/calibrate/lies/index-dropped.js';
import { outcomeOf, timingSecondsOf } from '../../bench/calibrate/outcome.js';
import type { Step } from '../../bench/calibrate/step.js';
import type { GateTry } from '../../bench/result/gate-parts.js';
import type { JournalRecord } from '../../bench/result/journal.js';
import { madeFinding, madePassedResult, madeTiming } from '../gate/made-gate.js';

const LIE: Step = { kind: 'lie', lie: indexDropped };
const untimed = { timed: false, untrusted: false, retried: false, notes: [] };

const told = (findings: ReturnType<typeof madeFinding>[], trust = untimed) =>
  outcomeOf(LIE, {
    result: madePassedResult({ findings, trust, timings: [] }),
    ...{ records: [], seconds: 1 },
  });

test('a lie is caught by its own rule, as a failure, without a clock', () => {
  const lost = madeFinding({ rule: 'index-lost' });
  const buffers = madeFinding({ rule: 'buffers' });
  expect(told([buffers, lost])).toMatchObject({ caught: true, by: ['index-lost', 'buffers'] });
  expect(told([])).toMatchObject({ caught: false, by: [] });
  expect(told([buffers])).toMatchObject({ caught: false, by: ['buffers'] });
  expect(told([{ ...lost, level: 'notice' }])).toMatchObject({ caught: false, by: [] });
  expect(told([lost], { ...untimed, timed: true })).toMatchObject({ caught: false });
});

test('of a timed gate: why it failed, and p50 of every cell', () => {
  const timings = [
    madeTiming({ metric: 'p50', ratio: 1.1, low: 1.08 }),
    madeTiming({ metric: 'p75', ratio: 1.1, low: 1.08, verdict: 'fail', reason: 'above 5%' }),
  ];
  const result = madePassedResult({ timings, verdict: 'failed' });
  const of = (given: typeof result) =>
    outcomeOf({ kind: 'delay', share: 0.1 }, { result: given, records: [], seconds: 9 });
  expect(of(result)).toMatchObject({
    ...{ kind: 'timed', name: 'delay-10', share: 0.1, failed: 'point: above 5%', seconds: 9 },
    cells: [{ ratio: 1.1, low: 1.08 }],
  });
  expect(of({ ...result, verdict: 'passed' })).toMatchObject({ failed: null, inconclusive: false });
  const unsure = [madeTiming({ verdict: 'inconclusive' })];
  expect(of({ ...result, verdict: 'passed', timings: unsure })).toMatchObject({
    ...{ failed: null, inconclusive: true },
  });
  const findings = [madeFinding({ message: 'It lost its index.' })];
  expect(of({ ...result, findings })).toMatchObject({ failed: 'It lost its index.' });
});

test('the time of the blocks that stand: of the retry, and not of what confirms it', () => {
  const started = (kind: GateTry['kind']): JournalRecord => ({
    ...{ type: 'try', try: { kind, scenario: 'calibrate', cells: [] } },
  });
  const block = (second: number): JournalRecord => ({
    ...{ type: 'block', scenario: 'calibrate', operation: 'latest', tenant: 'tiny' },
    ...{ concurrency: 1, block: 0, at: new Date(second * 1000).toISOString(), arms: {} },
  });
  expect(timingSecondsOf([])).toBe(0);
  const first = [started('first'), block(0), block(1), block(2)];
  // Three blocks that begin a second apart take three.
  expect(timingSecondsOf(first)).toBe(3);
  expect(timingSecondsOf([...first, started('confirmation'), block(50)])).toBe(3);
  const retry = [started('retry'), block(100), block(104)];
  expect(timingSecondsOf([...first, ...retry, started('confirmation'), block(300)])).toBe(8);
});
