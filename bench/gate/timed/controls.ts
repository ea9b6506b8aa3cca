import type { GateMargins } from '../../result/gate-parts.js';
import { holm } from '../../stats/holm.js';
import { identicalArmsDiffer } from '../../stats/noise-floor.js';
import { signedRankTest } from '../../stats/signed-rank-test.js';
import type { TimingEstimate } from './estimates.js';

/**
 * The estimates whose A/A control is not clean: two clones of base differ there beyond doubt and by an
 * amount that matters. The one furthest apart comes first. Holm over all controls of the gate, two-sided;
 * more controls only raise an adjusted p, so one that is clean among few stays clean among more.
 */
export function unequalControls(
  estimates: readonly TimingEstimate[],
  { ratio }: Pick<GateMargins, 'ratio'>,
): TimingEstimate[] {
  const controlled = estimates.filter(({ control }) => control !== null);
  const adjusted = holm(
    controlled.map(({ control }) => signedRankTest(control?.logRatios ?? []).pValue),
  );
  return controlled
    .filter((one, index) => identicalArmsDiffer(strayed(one), adjusted[index] as number, ratio))
    .sort((a, b) => Math.abs(strayed(b)) - Math.abs(strayed(a)));
}

/** How far base's second clone is from base, on the log scale. */
export function strayed({ control }: TimingEstimate): number {
  return control?.interval.estimate ?? 0;
}
