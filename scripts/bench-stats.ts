import { Bench } from 'tinybench';
import { assembleResult } from '../bench/result/assemble.js';
import { bcaOfMedian } from '../bench/stats/bca.js';
import { signedRankInterval } from '../bench/stats/signed-rank-interval.js';
import { sampleOf, seededDraws } from './synthetic-draws.js';
import { contrast, syntheticJournal } from './synthetic-journal.js';

/**
 * What our own arithmetic costs: it must not make a person wait after a run. tinybench fits here,
 * where nothing is compared that drifts together (see docs on how arms are measured).
 */
const draws = seededDraws(1);
const bench = new Bench({ name: 'statistics', time: 500, warmupTime: 100 });
for (const blocks of [16, 40, 200]) {
  const values = sampleOf(blocks, draws.heavyTailed);
  bench.add(`Hodges-Lehmann with interval, ${blocks} blocks`, () => signedRankInterval(values));
  bench.add(`BCa of the median, ${blocks} blocks`, () => bcaOfMedian(values));
}

// The size of profile quick: 24 cells, 20 blocks each, 14 arms, 100 samples an arm and block.
const armNames = ['where', 'where-again', ...Array.from({ length: 12 }, (_, arm) => `arm-${arm}`)];
const quick = syntheticJournal({
  seed: 2,
  cells: 24,
  blocks: 20,
  roundsPerBlock: 100,
  arms: Object.fromEntries(armNames.map((name, index) => [name, 1 + Math.max(0, index - 1) / 50])),
  contrasts: armNames
    .slice(1)
    .map((name) => contrast(name, 'where', name === 'where-again' ? 'aa' : 'step')),
});
bench.add('assembling a result, quick (480 blocks of 14 arms)', () => assembleResult(quick));

await bench.run();
console.table(bench.table());
