import { describe, expect, test } from 'vitest';
import { judgeTimings } from '../../../bench/gate/timed/timings.js';
import type { BlockRecord, JournalRecord } from '../../../bench/result/journal.js';
import { seededDraws } from '../../../scripts/synthetic-draws.js';
import { madeCells, madeTry } from '../made-blocks.js';
import { madeArms, madeGateFacts, SCENARIO } from '../made-facts.js';

const gate = madeGateFacts();
const [cell] = madeCells('point');
const cells = cell ? [cell] : [];
const ONE = { cells, blocks: 20 };
const p50 = (records: readonly JournalRecord[], facts = gate) =>
  judgeTimings(records, facts).timings.find(({ metric }) => metric === 'p50');

describe('timings of a gate', () => {
  test('are what R says of the same blocks', () => {
    // x <- log(head / 200000); wilcox.test(x, mu = log(1.05), alternative = "greater", exact = TRUE)
    // and wilcox.test(x, conf.int = TRUE, exact = TRUE), R 4.2.2.
    const head = [
      216_100, 214_300, 219_800, 217_500, 209_100, 215_900, 222_700, 218_200, 213_600, 216_800,
      205_400, 217_100, 220_500, 214_900, 218_900, 216_400,
    ];
    const timing = p50(exactly(head));
    expect(timing?.ratio).toBeCloseTo(1.08282874949, 10);
    expect(timing?.low).toBeCloseTo(1.06974856859, 10);
    expect(timing?.high).toBeCloseTo(1.09144457028, 10);
    // One sample a block: p50 and p75 are the same, so Holm doubles the p of both.
    expect(timing?.adjustedP).toBeCloseTo(2 * 0.000152587890625, 12);
    expect(timing).toMatchObject({ baseNs: 200_000, headNs: 216_600, differenceNs: 16_600 });
    expect(timing).toMatchObject({ tier: 3, blocks: 16, noiseFloor: 0, arm: 'rls' });
  });

  test('a fail needs to be seen again, in the blocks of the confirmation alone', () => {
    const first = madeTry({ ...ONE, head: 1.1 }, seededDraws(1));
    const again = (head: number, blocks = 20) =>
      madeTry({ ...ONE, blocks, head, kind: 'confirmation' }, seededDraws(2));
    expect(p50(first)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'above the margin, but it was not measured again on fresh connections',
      confirmation: null,
    });
    expect(p50([...first, ...again(1.1)])).toMatchObject({
      verdict: 'fail',
      confirmation: { held: true, blocks: 20 },
    });
    expect(p50([...first, ...again(1.02)])).toMatchObject({
      verdict: 'inconclusive',
      reason: 'not seen again on fresh connections',
      confirmation: { held: false },
    });
    expect(p50([...first, ...again(1.1, 5)])).toMatchObject({
      verdict: 'inconclusive',
      reason: 'seen again in only 5 blocks on fresh connections, too few to tell',
      confirmation: { held: false, blocks: 5 },
    });
    const elsewhere = madeTry({
      ...ONE,
      head: 1.1,
      kind: 'confirmation',
      cells: madeCells('total'),
    });
    expect(p50([...first, ...elsewhere])).toMatchObject({ confirmation: null });
  });

  test('a retry replaces the first try, and what was confirmed of it', () => {
    const records = [
      ...madeTry({ ...ONE, head: 1.1, again: 1.05 }),
      ...madeTry({ ...ONE, head: 1.1, kind: 'confirmation' }),
      ...madeTry({ ...ONE, kind: 'retry' }, seededDraws(3)),
    ];
    const judged = judgeTimings(records, gate);
    expect(judged).toMatchObject({ untrusted: false, retried: true });
    expect(judged.timings.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
    expect(judged.notes).toHaveLength(1);
    expect(judged.notes[0]).toMatch(
      /^Two clones of base differed at first \(by \d\.\d%, \w.* of one invoice by its id for the whale\), so invoices was timed again/,
    );
  });

  test('one control that is not clean makes every timing of the gate untrusted', () => {
    const records = [
      ...madeTry({ ...ONE, again: 1.03 }),
      ...madeTry({ ...ONE, again: 1.03, kind: 'retry' }, seededDraws(3)),
    ];
    const judged = judgeTimings(records, gate);
    expect(judged).toMatchObject({ untrusted: true, retried: true });
    for (const { verdict, reason, better } of judged.timings) {
      expect({ verdict, better }).toEqual({ verdict: 'untrusted', better: false });
      expect(reason).toMatch(/^two clones of base differ by [23]\.\d%$/);
    }
    expect(judged.notes.join()).toMatch(
      /in 2 more timings\): what timing says of head is not to be/,
    );
  });

  test('clones that differ by less than a fifth of the margin are no reason to distrust', () => {
    const records = madeTry({ ...ONE, again: 1.008, noise: { sd: 0.001, offShare: 0 } });
    expect(judgeTimings(records, gate).untrusted).toBe(false);
    const tight = { ...gate, margins: { ...gate.margins, ratio: 0.03 } };
    expect(judgeTimings(records, tight).untrusted).toBe(true);
  });

  test('fewer than 16 blocks tell nothing, of head or of the clone', () => {
    expect(p50(madeTry({ ...ONE, blocks: 15 }))).toMatchObject({
      verdict: 'inconclusive',
      reason: 'only 15 of at least 16 blocks were measured',
    });
    const { again } = madeArms();
    const lone = madeTry(ONE).map((record) =>
      record.type === 'block' && record.block > 8 ? without(record, again) : record,
    );
    expect(p50(lone)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'its two clones of base have only 9 of at least 16 blocks',
    });
  });

  test('better is beyond the margin, and beyond what is too small to matter', () => {
    expect(p50(madeTry({ ...ONE, head: 0.9 }))).toMatchObject({ verdict: 'pass', better: true });
    expect(p50(madeTry({ ...ONE, head: 0.97 }))).toMatchObject({ verdict: 'pass', better: false });
    const small = { ...ONE, head: 0.9, baseNs: 40_000 };
    expect(p50(madeTry(small))).toMatchObject({ verdict: 'pass', better: false });
    expect(p50(madeTry({ ...ONE, blocks: 15, head: 0.9 }))).toMatchObject({ better: false });
  });

  test('10% of 40 µs is less than what never fails, so it passes', () => {
    expect(p50(madeTry({ ...ONE, head: 1.1, baseNs: 40_000 }))).toMatchObject({
      verdict: 'pass',
      reason: 'the whole interval is too small a difference to matter',
    });
    const strict = { ...gate, margins: { ...gate.margins, absoluteNs: 1_000 } };
    const records = [
      ...madeTry({ ...ONE, head: 1.1, baseNs: 40_000 }),
      ...madeTry({ ...ONE, head: 1.1, baseNs: 40_000, kind: 'confirmation' }, seededDraws(2)),
    ];
    expect(p50(records, strict)).toMatchObject({ verdict: 'fail' });
  });

  test('a difference within three noise floors does not fail', () => {
    // The clones differ by 3%, too few blocks agree on it to distrust them; head by 8%.
    const records = madeTry({ ...ONE, head: 1.08, noise: { sd: 0.001, offShare: 0 } });
    const noisy = records.map((record) =>
      record.type === 'block' ? scaled(record, record.block % 2 === 0 ? 1.06 : 0.94) : record,
    );
    const timing = p50(noisy);
    expect(timing?.noiseFloor).toBeGreaterThan(0.03);
    expect(timing).toMatchObject({
      verdict: 'inconclusive',
      reason: 'above the margin, but the difference is too small to matter',
    });
  });

  test('without server CPU only latency is judged, and a note says so', () => {
    const { timings, notes } = judgeTimings(madeTry({ ...ONE, cpu: false }), gate);
    expect(timings.map(({ metric }) => metric)).toEqual(['p50', 'p75']);
    expect(notes).toEqual(['Server CPU could not be read here: only latency was judged.']);
  });

  test('a cell without blocks is told of, and an arm that is not timed has none', () => {
    const records = madeTry({ ...ONE, cells: madeCells('point') }).filter(
      (record) => record.type !== 'block' || record.tenant !== 'tiny',
    );
    const { timings, unmeasured, notes } = judgeTimings(records, gate);
    expect(new Set(timings.map(({ tenant }) => tenant))).toEqual(new Set(['whale', 'median']));
    expect(unmeasured).toEqual([
      { scenario: SCENARIO, operation: 'point', tenant: 'tiny', arm: 'rls', isTried: true },
    ]);
    expect(notes).toEqual([
      'Not timed for want of blocks: one invoice by its id for the tiny tenant.',
    ]);
    expect(timings.every(({ arm }) => arm === 'rls')).toBe(true);
  });
});

/** Blocks of one sample an arm; both clones of base take 200 µs. */
function exactly(head: readonly number[]): JournalRecord[] {
  const [opening, ...blocks] = madeTry({ ...ONE, blocks: head.length });
  const arms = madeArms();
  const take = (ns: number) => ({ latencyNs: [ns], serverCpuNs: null });
  return [
    ...(opening ? [opening] : []),
    ...blocks.map((record, index) => ({
      ...(record as BlockRecord),
      arms: {
        [arms.base]: take(200_000),
        [arms.again]: take(200_000),
        [arms.head]: take(head[index] as number),
      },
    })),
  ];
}

function without(record: BlockRecord, arm: string): BlockRecord {
  const { [arm]: _, ...arms } = record.arms;
  return { ...record, arms };
}

/** The clone of base slower by a factor. */
function scaled(record: BlockRecord, factor: number): BlockRecord {
  const { again } = madeArms();
  const { latencyNs = [], serverCpuNs = null } = record.arms[again] ?? {};
  const slower = { latencyNs: latencyNs.map((ns) => Math.round(ns * factor)), serverCpuNs };
  return { ...record, arms: { ...record.arms, [again]: slower } };
}
