import { METRICS } from '../../estimate/effect.js';
import type { GateFacts } from '../../result/gate-parts.js';
import type { BlockRecord, JournalRecord } from '../../result/journal.js';
import { TENANT_NAMES } from '../../scenario/scenario.js';
import { halfWidth } from '../../stats/signed-rank-interval.js';
import type { GateTiming } from '../gate-result.js';
import { isAbout } from './confirmation.js';
import { unequalControls } from './controls.js';
import { blocksToTell, FEWEST_BLOCKS } from './enough-blocks.js';
import { estimateTimings, type TimedPair, type TimingEstimate, timedPairs } from './estimates.js';
import { standingTries, triesOf } from './tries.js';
import { judgeEstimates } from './verdicts.js';

/** What a gate asks while it times. */

type Asked = Pick<GateFacts, 'pairs' | 'margins'>;

/**
 * True when the blocks of a try are enough: at least 16 in every cell, and every half-width at most a
 * third of the margin, or of what never fails where that is the larger share of base. Where head seems
 * to be above the margin, there are as many as it takes to tell, a number set beforehand: a fail then
 * needs both looks, so looking twice makes no false alarm. An arm that failed takes part in no further
 * block, so its pair is not waited for.
 *
 * @param blocks of the one try that is being made, in the order they were made
 */
export function precisionReached(blocks: readonly BlockRecord[], gate: Asked): boolean {
  if (blocks.length === 0) return false;
  const running = timedPairs(gate).filter((pair) => !hasFailed(pair, blocks));
  // Estimates take time, which is not spent on a try that is too young for any.
  if (running.some((pair) => fewestBlocks(pair, blocks) < FEWEST_BLOCKS)) return false;
  const timings = timedPairs(gate).length * TENANT_NAMES.length * METRICS.length;
  return estimateTimings(blocks, { pairs: running }).every((one) =>
    isKnown(one, gate, blocksToTell(timings)),
  );
}

/**
 * True when base's two clones are alike in every cell of the scenario that was timed last, of what
 * stands of it. Holm adjusts over the whole gate so far.
 */
export function controlsClean(records: readonly JournalRecord[], gate: Asked): boolean {
  const tries = triesOf(records);
  const last = tries.at(-1)?.scenario;
  const estimates = standingTries(tries).flatMap(({ standing }) =>
    estimateTimings(standing.blocks, gate),
  );
  return unequalControls(estimates, gate.margins).every(({ pair }) => pair.scenario !== last);
}

/**
 * The cells with a failing timing that no confirmation has looked at yet. Holm adjusts over the whole
 * gate so far; what is timed later only raises an adjusted p, so no fail can come of it here.
 */
export function failingCells(
  records: readonly JournalRecord[],
  gate: Asked,
): Pick<GateTiming, 'scenario' | 'operation' | 'tenant'>[] {
  const standing = standingTries(triesOf(records));
  const estimates = standing.flatMap((one) => estimateTimings(one.standing.blocks, gate));
  const isConfirmed = (scenario: string, operation: string, tenant: GateTiming['tenant']) =>
    standing
      .filter((one) => one.standing.scenario === scenario)
      .some(({ confirmations }) => confirmations.some((one) => isAbout(one, operation, tenant)));
  const failing = new Map(
    judgeEstimates(estimates, gate.margins)
      .filter(({ verdict }) => verdict === 'fail')
      .map(({ pair: { scenario, operation }, tenant }) => [
        JSON.stringify([scenario, operation, tenant]),
        { scenario, operation, tenant },
      ]),
  );
  return [...failing.values()].filter(
    ({ scenario, operation, tenant }) => !isConfirmed(scenario, operation, tenant),
  );
}

function isKnown(
  { effect, control }: TimingEstimate,
  { margins: { ratio, absoluteNs } }: Asked,
  toTell: number,
): boolean {
  const { interval, logRatios, baselineNs } = effect;
  const wanted = interval.low > Math.log1p(ratio) ? toTell : FEWEST_BLOCKS;
  const margin = Math.log1p(Math.max(ratio, absoluteNs / baselineNs));
  const blocks = Math.min(logRatios.length, control?.logRatios.length ?? 0);
  return blocks >= wanted && halfWidth(interval) <= margin / 3;
}

function hasFailed(pair: TimedPair, blocks: readonly BlockRecord[]): boolean {
  const last = blocks.findLast((block) => isOf(block, pair));
  return !last || !armsOf(pair).every((arm) => arm in last.arms);
}

/** Of its tenants' blocks, the fewest in which all its arms took part. */
function fewestBlocks(pair: TimedPair, blocks: readonly BlockRecord[]): number {
  const byTenant = new Map<string, number>();
  for (const block of blocks) {
    if (!isOf(block, pair)) continue;
    const whole = armsOf(pair).every((arm) => arm in block.arms) ? 1 : 0;
    byTenant.set(block.tenant, (byTenant.get(block.tenant) ?? 0) + whole);
  }
  return Math.min(...byTenant.values());
}

function armsOf({ base, again, head }: TimedPair): string[] {
  return [base, again, head];
}

function isOf(block: BlockRecord, { scenario, operation }: TimedPair): boolean {
  return block.scenario === scenario && block.operation === operation;
}
