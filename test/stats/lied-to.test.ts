import { describe, expect, test } from 'vitest';
import { groupByCell } from '../../bench/estimate/cell-blocks.js';
import { type Effect, effectOf } from '../../bench/estimate/effect.js';
import { signedRankTest } from '../../bench/stats/signed-rank-test.js';
import { judge } from '../../bench/stats/verdict.js';
import { seededDraws } from '../../scripts/synthetic-draws.js';
import { contrast, type SyntheticRun, syntheticBlock } from '../../scripts/synthetic-journal.js';

/** What the method says when the truth is known: 30 runs of 40 blocks with heavy-tailed noise. */
const TRIALS = 30;
const MARGIN_RATIO = 0.03;

describe('when the truth is known', () => {
  test('identical arms stay silent at a 3% margin, and are rarely told apart', () => {
    const effects = trials(1, 100);
    expect(effects.filter((effect) => verdictOn(effect) === 'fail')).toHaveLength(0);
    expect(effects.filter((effect) => verdictOn(effect) === 'pass').length).toBeGreaterThan(27);
    expect(effects.filter(toldFromZero).length).toBeLessThanOrEqual(5);
  });

  test('6% more, twice the margin, fails', () => {
    const caught = trials(1.06, 200).filter((effect) => verdictOn(effect) === 'fail');
    expect(caught.length).toBeGreaterThanOrEqual(28);
  });

  test('2% more is told from zero, and does not fail a 3% margin', () => {
    const effects = trials(1.02, 300);
    expect(effects.filter(toldFromZero).length).toBeGreaterThanOrEqual(28);
    expect(effects.filter((effect) => verdictOn(effect) === 'fail')).toHaveLength(0);
  });

  test('6% less is told from zero and passes', () => {
    const effects = trials(0.94, 400);
    expect(effects.every(toldFromZero)).toBe(true);
    expect(effects.every((effect) => verdictOn(effect) === 'pass')).toBe(true);
  });
});

function trials(trueRatio: number, seed: number): Effect[] {
  const arms = { baseline: 1, treatment: trueRatio };
  return Array.from({ length: TRIALS }, (_, trial) => {
    const run: SyntheticRun = {
      seed: seed + trial,
      cells: 1,
      blocks: 40,
      roundsPerBlock: 60,
      arms,
      contrasts: [contrast('treatment', 'baseline')],
    };
    const draws = seededDraws(run.seed);
    const records = Array.from({ length: run.blocks }, (_, block) =>
      syntheticBlock(run, draws, 0, block),
    );
    const [cell] = groupByCell(records);
    const effect = cell && effectOf(cell, { treatment: 'treatment', baseline: 'baseline' }, 'p50');
    if (!effect) throw new Error('no effect from 40 blocks');
    return effect;
  });
}

function toldFromZero({ interval }: Effect): boolean {
  return interval.low > 0 || interval.high < 0;
}

function verdictOn({ interval, logRatios, differenceNs }: Effect): string {
  return judge({
    interval,
    marginRatio: MARGIN_RATIO,
    adjustedP: signedRankTest(logRatios, {
      location: Math.log1p(MARGIN_RATIO),
      alternative: 'greater',
    }).pValue,
    difference: differenceNs,
    absoluteThreshold: 5000,
  }).verdict;
}
