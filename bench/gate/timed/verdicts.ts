import type { GateMargins } from '../../result/gate-parts.js';
import { holm } from '../../stats/holm.js';
import { noiseFloor } from '../../stats/noise-floor.js';
import { halfWidth } from '../../stats/signed-rank-interval.js';
import { signedRankTest } from '../../stats/signed-rank-test.js';
import { judge, type Verdict } from '../../stats/verdict.js';
import { FEWEST_BLOCKS } from './enough-blocks.js';
import type { TimingEstimate } from './estimates.js';

/** An estimate with what is said of it before it is confirmed, and before the controls are asked. */
export interface JudgedEstimate extends TimingEstimate, Verdict {
  /** Holm over all estimates: one-sided p of "the effect is at most the margin". */
  readonly adjustedP: number;
  /** On the log scale: the control's estimate plus its half-width; the effect's own without a control. */
  readonly noiseFloor: number;
  /** Cheaper than base by more than the margin, and by more than is too small to matter. */
  readonly better: boolean;
}

/** Judges estimates together: those of a whole gate, since Holm adjusts over all of them. */
export function judgeEstimates(
  estimates: readonly TimingEstimate[],
  margins: GateMargins,
): JudgedEstimate[] {
  const margin = Math.log1p(margins.ratio);
  const adjusted = holm(
    estimates.map(
      ({ effect }) =>
        signedRankTest(effect.logRatios, { location: margin, alternative: 'greater' }).pValue,
    ),
  );
  return estimates.map((one, index) => {
    const { effect, control } = one;
    const floor = control ? noiseFloor(control.interval) : halfWidth(effect.interval);
    const adjustedP = adjusted[index] as number;
    const threshold = absoluteThresholdNs(effect.baselineNs, floor, margins);
    const short = shortage(one);
    const verdict = short ?? judgeOne(one, adjustedP, threshold, margins);
    const better = effect.interval.high < -margin && -effect.differenceNs > threshold;
    return { ...one, adjustedP, noiseFloor: floor, ...verdict, better: better && short === null };
  });
}

/** What a difference must exceed to matter, in ns: a time, and so many noise floors of what base takes. */
function absoluteThresholdNs(
  baseNs: number,
  logNoiseFloor: number,
  { absoluteNs, noiseFloors }: GateMargins,
): number {
  return Math.max(absoluteNs, noiseFloors * Math.expm1(logNoiseFloor) * baseNs);
}

function judgeOne(
  { effect }: TimingEstimate,
  adjustedP: number,
  absoluteThreshold: number,
  { ratio, absoluteNs }: GateMargins,
): Verdict {
  const { interval, differenceNs, baselineNs } = effect;
  const verdict = judge({
    interval,
    marginRatio: ratio,
    adjustedP,
    difference: differenceNs,
    absoluteThreshold,
  });
  // Beyond the margin, or perhaps so; but it is known to be less than what never fails.
  const atMostNs = baselineNs * Math.expm1(interval.high);
  return verdict.verdict === 'inconclusive' && atMostNs <= absoluteNs
    ? { verdict: 'pass', reason: 'the whole interval is too small a difference to matter' }
    : verdict;
}

function shortage({ effect, control }: TimingEstimate): Verdict | null {
  const blocks = effect.logRatios.length;
  const controlled = control?.logRatios.length ?? 0;
  if (Math.min(blocks, controlled) >= FEWEST_BLOCKS) return null;
  const reason =
    blocks < FEWEST_BLOCKS
      ? `only ${blocks} of at least ${FEWEST_BLOCKS} blocks were measured`
      : `its two clones of base have only ${controlled} of at least ${FEWEST_BLOCKS} blocks`;
  return { verdict: 'inconclusive', reason };
}
