import { describe, expect, test } from 'vitest';
import {
  controlsClean,
  failingCells,
  precisionReached,
} from '../../../bench/gate/timed/progress.js';
import { judgeTimings } from '../../../bench/gate/timed/timings.js';
import type { GateFacts } from '../../../bench/result/gate-parts.js';
import type { BlockRecord } from '../../../bench/result/journal.js';
import { seededDraws } from '../../../scripts/synthetic-draws.js';
import { type MadeTry, madeCells, madeTry, PINNED, ROUGH } from '../made-blocks.js';
import { madeGateFacts } from '../made-facts.js';

/** What a gate says when the truth is known: 9 cells of 3 metrics, heavy-tailed noise. */
const gate = withPairsOf('point', 'count-open', 'total');
const CELLS = madeCells('point', 'count-open', 'total');

describe('when the truth is known, a gate', () => {
  test('of identical sides sees nothing to confirm in 16 blocks: 0 of 1,000', () => {
    const candidates = Array.from({ length: 1_000 }, (_, index) => {
      const records = madeTry({ cells: CELLS, blocks: 16 }, seededDraws(index));
      return failingCells(records, gate).length;
    });
    expect(candidates.filter((cells) => cells > 0)).toHaveLength(0);
  });

  test('of identical sides passes, each timing of it: at least 98 of 100', () => {
    const gates = gatesOf(100, 2_000, { cells: CELLS, blocks: 60 });
    expect(gates.filter(({ untrusted }) => untrusted)).toHaveLength(0);
    const told = gates.filter(({ timings }) => timings.every(({ verdict }) => verdict === 'pass'));
    expect(told.length).toBeGreaterThanOrEqual(98);
  });

  test('of identical sides on a rough machine does not fail: 0 of 100', () => {
    const gates = gatesOf(100, 5_000, { cells: CELLS, blocks: 24, noise: ROUGH });
    expect(gates.filter(hasFail)).toHaveLength(0);
  });

  test('whose every cell got dearer by the margin itself fails in fewer than 5 of 100', () => {
    const gates = gatesOf(100, 9_000, { cells: CELLS, blocks: 24, head: 1.05 });
    expect(gates.filter(hasFail).length).toBeLessThan(5);
  });

  test('of which one cell got 10% dearer fails there alone: at least 29 of 30', () => {
    const isDearer = ({ operation, tenant }: MadeTry['cells'][number]) =>
      operation === 'count-open' && tenant === 'tiny';
    const head: MadeTry['head'] = (cell) => (isDearer(cell) ? 1.1 : 1);
    const gates = gatesOf(30, 20_000, { cells: CELLS, blocks: 60, head });
    const fails = gates.map(({ timings }) => timings.filter(({ verdict }) => verdict === 'fail'));
    expect(fails.flat().every(isDearer)).toBe(true);
    expect(fails.flat().every(({ confirmation }) => confirmation?.held)).toBe(true);
    expect(fails.filter((each) => each.length > 0).length).toBeGreaterThanOrEqual(29);
  });

  test('tells 5% from zero, also on a rough machine: at least 29 of 30', () => {
    for (const noise of [PINNED, ROUGH]) {
      const cells = madeCells('point').slice(0, 1);
      const gates = gatesOf(30, 30_000, { cells, blocks: 60, noise, head: 1.05 });
      const told = gates.filter(({ timings }) => (timings[0]?.low ?? 0) > 1);
      expect(told.length).toBeGreaterThanOrEqual(29);
    }
  });

  test('of which base differs from its clone is untrusted, whatever head does: 30 of 30', () => {
    const gates = gatesOf(30, 40_000, { cells: CELLS, blocks: 20, again: 1.03, head: 1.1 });
    for (const { timings, untrusted } of gates) {
      expect(untrusted).toBe(true);
      expect(timings.every(({ verdict }) => verdict === 'untrusted')).toBe(true);
    }
  });
});

/** Gates as they run: until precision is reached, with a retry and a confirmation, all of one truth. */
function gatesOf(count: number, seed: number, made: MadeTry) {
  return Array.from({ length: count }, (_, index) => {
    const draws = seededDraws(seed + index);
    const isEnough = (blocks: readonly BlockRecord[]) =>
      blocks.length % (4 * made.cells.length) === 0 && precisionReached(blocks, gate);
    const records = madeTry(made, draws, isEnough);
    if (!controlsClean(records, gate)) {
      records.push(...madeTry({ ...made, kind: 'retry' }, draws, isEnough));
    }
    const cells = failingCells(records, gate).map(({ operation, tenant }) => ({
      operation,
      tenant,
    }));
    if (cells.length > 0) {
      records.push(...madeTry({ ...made, kind: 'confirmation', cells }, draws, isEnough));
    }
    return judgeTimings(records, gate);
  });
}

function withPairsOf(...operations: string[]): GateFacts {
  const facts = madeGateFacts();
  const pairs = facts.pairs.filter(({ operation }) => operations.includes(operation));
  return { ...facts, pairs };
}

function hasFail({ timings }: ReturnType<typeof judgeTimings>): boolean {
  return timings.some(({ verdict }) => verdict === 'fail');
}
