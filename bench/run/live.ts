import { groupByCell } from '../estimate/cell-blocks.js';
import { blockLogRatios } from '../estimate/effect.js';
import { formatDuration, formatInterval } from '../report/format.js';
import type { BlockRecord } from '../result/journal.js';
import type { Cell, Contrast, Scenario } from '../scenario/scenario.js';
import { halfWidth, signedRankInterval } from '../stats/signed-rank-interval.js';
import type { RunEvent } from './events.js';
import type { PassProgress } from './measurement.js';

/** The first estimate is told after this many blocks: fewer give no 95% interval worth the name. */
const FIRST_TOLD_AFTER = 6;

/** Half-width at which measuring may stop: a third of the default margin of 3%. */
const WANTED_HALF_WIDTH = 0.01;

/**
 * What to say after a pass: how far the run is, and now and then an estimate of the main contrasts in
 * the most telling cell.
 */
export function tellSoFar(
  scenario: Scenario,
  telling: Cell | undefined,
  blocks: readonly BlockRecord[],
  { passes, secondsLeft }: PassProgress,
): RunEvent[] {
  const cell = groupByCell(blocks.filter((block) => telling && isIn(block, telling)))[0];
  const doing: RunEvent = {
    kind: 'doing',
    text: `${scenario.name}: ${passes} blocks a cell, at most ${formatDuration(secondsLeft)} left`,
  };
  const tellNow = passes === FIRST_TOLD_AFTER || passes === 2 * FIRST_TOLD_AFTER;
  if (!cell || !tellNow) return [doing];
  const told = mainContrasts(scenario).flatMap((contrast) => {
    const logRatios = blockLogRatios(cell, contrast, 'p50');
    if (logRatios.length < 2) return [];
    const { estimate, low, high } = signedRankInterval(logRatios);
    const interval = formatInterval(Math.exp(estimate), Math.exp(low), Math.exp(high));
    return [`  ${contrast.title} (${contrast.treatment} over ${contrast.baseline}): ${interval}`];
  });
  const place = `${cell.key.operation}, ${cell.key.tenant}, concurrency ${cell.key.concurrency}`;
  return [
    { kind: 'said', text: [`so far, after ${passes} blocks of ${place}:`, ...told].join('\n') },
    doing,
  ];
}

/**
 * True when every step and total of every cell is known to within the wanted half-width. Measuring
 * stops on precision, never on significance: peeking for significance makes false alarms.
 */
export function precisionReached(scenario: Scenario, blocks: readonly BlockRecord[]): boolean {
  return groupByCell(blocks).every((cell) =>
    scenario.contrasts.every((contrast) => {
      const logRatios = blockLogRatios(cell, contrast, 'p50');
      // Without two blocks of both arms, one of them takes no part in the cell.
      return logRatios.length < 2 || halfWidth(signedRankInterval(logRatios)) <= WANTED_HALF_WIDTH;
    }),
  );
}

function isIn(block: BlockRecord, { operation, tenant, concurrency }: Cell): boolean {
  return (
    block.operation === operation && block.tenant === tenant && block.concurrency === concurrency
  );
}

/** The policy's own step and the total, which is what people ask for. */
function mainContrasts(scenario: Scenario): Contrast[] {
  const policy = scenario.contrasts.find(({ name }) => name === 'policy');
  const total = scenario.contrasts.find(({ kind }) => kind === 'total');
  return [policy, total].filter((contrast) => contrast !== undefined);
}
