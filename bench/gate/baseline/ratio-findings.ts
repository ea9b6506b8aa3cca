import type { GateFacts } from '../../result/gate-parts.js';
import type { Figure } from '../../result/parts.js';
import type { LogInterval } from '../../stats/estimate.js';
import { holm } from '../../stats/holm.js';
import { normalCdf } from '../../stats/normal.js';
import { halfWidth } from '../../stats/signed-rank-interval.js';
import { signedRankCut } from '../../stats/signed-rank-null.js';
import { judge, type Verdict } from '../../stats/verdict.js';
import { baseArm, headArm } from '../combine/arm-names.js';
import type { GateFinding } from '../gate-result.js';
import { leastOf, RATIO_PROBE } from './ratio-records.js';

/** A ratio of the baseline and the same of today. */
interface RatioPair {
  readonly base: Figure;
  readonly head: Figure;
  readonly contrast: string;
  /** The least difference of the two that matters. */
  readonly least: number;
}

interface JudgedRatio extends RatioPair {
  /** Of ln(now) minus ln(then). */
  readonly change: LogInterval;
  readonly verdict: Verdict;
}

/** Half of a 95% interval of a normal distribution, in standard deviations. */
const NORMAL_95 = 1.959964;

/**
 * What became of the in-run ratios that a gate's journal holds of its baseline and of today. Each is a
 * ratio of arms that took turns in the same rounds, so it travels between machines better than any
 * time; what both machines add to it is in the interval of the change: ln(now) minus ln(then), its
 * half-width the two half-widths combined in quadrature, as of independent estimates. The verdict is
 * the three-way one on the gate's margin, Holm over all ratios of the gate. Times are not compared.
 */
export function ratioFindings(
  gate: Pick<GateFacts, 'margins' | 'strict' | 'scenarios'>,
  figures: readonly Figure[],
): GateFinding[] {
  const ratios = figures.filter(({ probe }) => probe === RATIO_PROBE);
  const { pairs, alone } = pairedRatios(ratios);
  const judged = judgeRatios(pairs, gate.margins.ratio);
  const fileOf = (scenario: string) => gate.scenarios.find(({ name }) => name === scenario);
  return [
    ...judged.flatMap((one) => {
      const level = levelOf(one, gate);
      if (level === undefined) return [];
      const { base, head } = one;
      const operation = fileOf(head.scenario)?.operations.find(
        ({ name }) => name === head.operation,
      );
      return {
        ...{ rule: 'ratio' as const, level, plans: null },
        ...{ scenario: head.scenario, operation: head.operation, tenant: head.tenant, arm: null },
        message: sentence(one, operation?.title ?? head.operation ?? ''),
        ...{ base: words(base), head: words(head) },
        ...{ baseValue: base.value, headValue: head.value },
        ...{ file: fileOf(head.scenario)?.file ?? null, line: operation?.line ?? null },
      };
    }),
    ...missing(alone),
  ];
}

function pairedRatios(ratios: readonly Figure[]): { pairs: RatioPair[]; alone: Figure[] } {
  const keyOf = ({ scenario, operation, tenant, arm, metric }: Figure) =>
    JSON.stringify([scenario, operation, tenant, arm, metric]);
  const byKey = new Map(ratios.map((figure) => [keyOf(figure), figure]));
  const pairs: RatioPair[] = [];
  const alone: Figure[] = [];
  for (const base of ratios) {
    const contrast = base.arm?.startsWith(baseArm('')) ? base.arm.slice(baseArm('').length) : null;
    if (contrast === null) continue;
    const today = { ...base, arm: headArm(contrast) };
    const head = byKey.get(keyOf(today));
    const least = byKey.get(keyOf({ ...today, metric: leastOf(base.metric) }));
    if (head === undefined) alone.push(base);
    else pairs.push({ base, head, contrast, least: least?.value ?? 0 });
  }
  return { pairs, alone };
}

function judgeRatios(pairs: readonly RatioPair[], marginRatio: number): JudgedRatio[] {
  const changes = pairs.map(({ base, head }) => changeOf(base, head));
  const adjusted = holm(changes.map((change) => pOfAtMost(change, Math.log1p(marginRatio))));
  return pairs.map((pair, index) => {
    const change = changes[index] as LogInterval;
    const verdict = judge({
      ...{ interval: change, marginRatio, adjustedP: adjusted[index] as number },
      difference: pair.head.value - pair.base.value,
      absoluteThreshold: pair.least,
    });
    return { ...pair, change, verdict };
  });
}

function changeOf(base: Figure, head: Figure): LogInterval {
  const [then, now] = [logInterval(base), logInterval(head)];
  const half = Math.hypot(halfWidth(then), halfWidth(now));
  const estimate = now.estimate - then.estimate;
  const fewest = Math.min(base.samples, head.samples);
  return {
    ...{ estimate, low: estimate - half, high: estimate + half },
    confidence: signedRankCut(fewest, 0.95).confidence,
  };
}

function logInterval({ value, low, high }: Figure) {
  return {
    estimate: Math.log(value),
    low: Math.log(low ?? value),
    high: Math.log(high ?? value),
  };
}

/** One-sided p of "the change is at most the margin", from the interval as of a normal estimate. */
function pOfAtMost({ estimate, low, high }: LogInterval, margin: number): number {
  const deviation = halfWidth({ low, high }) / NORMAL_95;
  if (deviation === 0) return estimate > margin ? 0 : 1;
  return 1 - normalCdf((estimate - margin) / deviation);
}

function levelOf(
  { change, verdict }: JudgedRatio,
  { margins, strict }: Pick<GateFacts, 'margins' | 'strict'>,
): GateFinding['level'] | undefined {
  const margin = Math.log1p(margins.ratio);
  if (verdict.verdict === 'fail') return 'failure';
  if (verdict.verdict === 'inconclusive' && strict) return 'failure';
  if (verdict.verdict === 'inconclusive' && change.estimate > margin) return 'notice';
  return change.high < -margin ? 'better' : undefined;
}

function sentence(
  { base, head, contrast, change, verdict }: JudgedRatio,
  operation: string,
): string {
  const percent = Math.abs(Math.expm1(change.estimate) * 100).toFixed(1);
  const way = change.estimate < 0 ? 'fell' : 'grew';
  const why = verdict.verdict === 'inconclusive' ? `; inconclusive: ${verdict.reason}` : '';
  return `${operation}, ${head.tenant} tenant: the ${head.metric} ratio of ${contrast} ${way} by ${percent}%, from ${times(base)} to ${times(head)}${why}.`;
}

function words(ratio: Figure): string {
  const { low, high } = ratio;
  const interval =
    low === null || high === null ? '' : ` (${low.toFixed(3)} to ${high.toFixed(3)})`;
  return `${times(ratio)}${interval}`;
}

function times({ value }: Figure): string {
  return `${value.toFixed(3)}x`;
}

/** Ratios of the baseline that today's run has not, or does not trust: one notice a scenario. */
function missing(alone: readonly Figure[]): GateFinding[] {
  return [...new Set(alone.map(({ scenario }) => scenario))].map((scenario) => {
    const count = alone.filter((figure) => figure.scenario === scenario).length;
    return {
      ...{ rule: 'not-compared' as const, level: 'notice' as const, scenario },
      ...{ operation: null, tenant: null, arm: null, plans: null, file: null, line: null },
      message: `${scenario}: ${count} of the baseline's ratios have nothing to compare with: today's run has not measured them, or does not trust its clock there.`,
      ...{ base: null, head: null, baseValue: null, headValue: null },
    };
  });
}
