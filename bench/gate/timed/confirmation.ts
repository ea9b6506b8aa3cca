import type { GateFacts } from '../../result/gate-parts.js';
import type { GateTiming } from '../gate-result.js';
import { estimateTimings, type TimingEstimate } from './estimates.js';
import type { Try } from './tries.js';

/** What a second look at a fail saw, and what it says of it. */
export interface Confirmed {
  readonly confirmation: GateTiming['confirmation'];
  readonly verdict: 'fail' | 'inconclusive';
  readonly reason: string;
}

/**
 * Whether a fail was seen again on fresh connections: from the blocks of the last confirmation of its
 * cell alone, the interval must be above the margin there too. A fail that was not seen again, or not
 * looked at again, does not fail.
 */
export function confirmFail(
  { pair, tenant, metric }: TimingEstimate,
  confirmations: readonly Try[],
  gate: Pick<GateFacts, 'pairs' | 'margins'>,
): Confirmed {
  const last = confirmations.filter((one) => isAbout(one, pair.operation, tenant)).at(-1);
  const again = estimateTimings(last?.blocks ?? [], { pairs: [pair] }).find(
    (one) => one.tenant === tenant && one.metric === metric,
  );
  if (!again) {
    const reason = 'above the margin, but it was not measured again on fresh connections';
    return { confirmation: null, verdict: 'inconclusive', reason };
  }
  const { interval, logRatios } = again.effect;
  const enough = interval.confidence >= 0.945;
  const held = enough && interval.low > Math.log1p(gate.margins.ratio);
  return {
    confirmation: {
      ratio: Math.exp(interval.estimate),
      low: Math.exp(interval.low),
      high: Math.exp(interval.high),
      blocks: logRatios.length,
      held,
    },
    ...(held
      ? { verdict: 'fail', reason: 'the interval is above the margin, on fresh connections too' }
      : {
          verdict: 'inconclusive',
          reason: enough
            ? 'not seen again on fresh connections'
            : `seen again in only ${logRatios.length} blocks on fresh connections, too few to tell`,
        }),
  };
}

/** Whether a confirmation looks at a cell. */
export function isAbout(
  { cells }: Pick<Try, 'cells'>,
  operation: string,
  tenant: TimingEstimate['tenant'],
): boolean {
  return cells.some((cell) => cell.operation === operation && cell.tenant === tenant);
}
