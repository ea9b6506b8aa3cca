import { describe, expect, test } from 'vitest';
import { blocksToTell } from '../../../bench/gate/timed/enough-blocks.js';
import {
  controlsClean,
  failingCells,
  precisionReached,
} from '../../../bench/gate/timed/progress.js';
import { triesOf } from '../../../bench/gate/timed/tries.js';
import type { BlockRecord, JournalRecord } from '../../../bench/result/journal.js';
import { seededDraws } from '../../../scripts/synthetic-draws.js';
import { type MadeTry, madeCells, madeTry } from '../made-blocks.js';
import { madeArms, madeGateFacts, SCENARIO } from '../made-facts.js';

const gate = madeGateFacts();
const CELLS = madeCells('point', 'total');
const QUIET = { sd: 0.002, offShare: 0 };
const blocksOf = (made: MadeTry) =>
  madeTry(made).filter((record): record is BlockRecord => record.type === 'block');

describe('tries', () => {
  test('take the blocks after them, each of its own scenario, at concurrency 1', () => {
    const first = madeTry({ cells: CELLS, blocks: 2 });
    const other = first.map((record) => inScenario(record, 'other'));
    const loaded = first.map((record) =>
      record.type === 'block' ? { ...record, concurrency: 4 } : record,
    );
    const tries = triesOf([...first, ...other, ...loaded.slice(1), ...first.slice(1)]);
    expect(tries.map(({ scenario, blocks }) => [scenario, blocks.length])).toEqual([
      [SCENARIO, 24],
      ['other', 12],
    ]);
  });

  test('refuse blocks that belong to none', () => {
    expect(() => triesOf(madeTry({ cells: CELLS, blocks: 1 }).slice(1))).toThrow(
      /blocks of "invoices" before any/,
    );
  });
});

describe('a try has blocks enough', () => {
  test('from 16 a cell on, where intervals are narrow', () => {
    const made = { cells: CELLS, blocks: 16, noise: QUIET };
    expect(precisionReached([], gate)).toBe(false);
    expect(precisionReached(blocksOf({ ...made, blocks: 15 }), gate)).toBe(false);
    expect(precisionReached(blocksOf(made), gate)).toBe(true);
    expect(precisionReached(blocksOf(made).slice(1), gate)).toBe(false);
  });

  test('when every half-width is at most a third of the margin, or of what never fails', () => {
    const made = { cells: CELLS, blocks: 16, noise: { sd: 0.08, offShare: 0 } };
    expect(precisionReached(blocksOf(made), gate)).toBe(false);
    const wide = { ...gate, margins: { ...gate.margins, ratio: 0.5 } };
    expect(precisionReached(blocksOf(made), wide)).toBe(true);
    // 5 µs of 10 µs.
    expect(precisionReached(blocksOf({ ...made, baseNs: 10_000 }), gate)).toBe(true);
  });

  test('whether head differs or not, up to the margin; above it, as many as it takes to tell', () => {
    const made = { cells: CELLS, blocks: 16, noise: QUIET };
    for (const head of [0.5, 0.95, 1.04]) {
      expect(precisionReached(blocksOf({ ...made, head }), gate)).toBe(true);
    }
    const slower = { ...made, head: 1.1 };
    expect(precisionReached(blocksOf(slower), gate)).toBe(false);
    const toTell = blocksToTell(5 * 3 * 3);
    expect(precisionReached(blocksOf({ ...slower, blocks: toTell - 1 }), gate)).toBe(false);
    expect(precisionReached(blocksOf({ ...slower, blocks: toTell }), gate)).toBe(true);
  });

  test('without waiting for an arm that failed', () => {
    const { head } = madeArms();
    const blocks = blocksOf({ cells: CELLS, blocks: 16, noise: QUIET }).map((block) => {
      const { [head]: _, ...arms } = block.arms;
      return block.operation === 'total' && block.block > 3 ? { ...block, arms } : block;
    });
    expect(precisionReached(blocks, gate)).toBe(true);
  });

  test('of a slower head, when an eighth of them may say the opposite beside so many timings', () => {
    // psignrank(sum of the largest ranks, blocks) * timings < 0.05, R 4.2.2; from 51 on approximate.
    expect([1, 3, 9, 27, 45, 90].map(blocksToTell)).toEqual([16, 23, 31, 39, 46, 48]);
    expect(blocksToTell(342)).toBeGreaterThan(62);
  });
});

describe('after a try', () => {
  const slower: MadeTry = {
    cells: CELLS,
    blocks: 20,
    head: ({ operation, tenant }) => (operation === 'total' && tenant === 'tiny' ? 1.2 : 1),
  };
  const failing = [{ scenario: SCENARIO, operation: 'total', tenant: 'tiny' }];

  test('the failing cells are those to measure again, once', () => {
    const first = madeTry(slower);
    expect(failingCells(first, gate)).toEqual(failing);
    const cells = failing.map(({ operation }) => ({ operation, tenant: 'tiny' as const }));
    const confirmation = madeTry({ cells, blocks: 0, kind: 'confirmation' });
    expect(failingCells([...first, ...confirmation], gate)).toEqual([]);
    const retry = madeTry({ ...slower, kind: 'retry' });
    expect(failingCells([...first, ...confirmation, ...retry], gate)).toEqual(failing);
  });

  test('controls are clean or not of the scenario that was timed last, as it stands', () => {
    const unequal = madeTry({ cells: CELLS, blocks: 20, again: 1.03 });
    const clean = madeTry({ cells: CELLS, blocks: 20, kind: 'retry' }, seededDraws(7));
    const other = clean.map((record) => inScenario(record, 'other'));
    const both = {
      ...gate,
      pairs: gate.pairs.flatMap((pair) => [pair, { ...pair, scenario: 'other' }]),
    };
    expect(controlsClean(unequal, both)).toBe(false);
    expect(controlsClean([...unequal, ...clean], both)).toBe(true);
    expect(controlsClean([...unequal, ...other], both)).toBe(true);
    expect(controlsClean([...other, ...unequal], both)).toBe(false);
  });
});

function inScenario(record: JournalRecord, scenario: string): JournalRecord {
  if (record.type === 'try') return { ...record, try: { ...record.try, scenario } };
  return record.type === 'block' ? { ...record, scenario } : record;
}
