import type { ContrastResult, Result } from '../result/result.js';
import { minimumDetectableEffect } from '../stats/detectable-effect.js';
import { differenceOf, pOfNoDifference } from '../stats/difference.js';
import type { LogInterval } from '../stats/estimate.js';
import { holm } from '../stats/holm.js';
import type { RatioOfRun, RatioRow } from './comparison.js';
import { titleOf } from './exact.js';
import type { SameWork } from './same-work.js';

interface RatioPair {
  readonly a: ContrastResult;
  readonly b: ContrastResult;
  readonly change: LogInterval;
  /** False where the arms make other round trips, or the same with another client. */
  readonly areAlike: boolean;
}

/**
 * Every ratio that both runs measured within themselves, and the change from A's to B's. A change is
 * told from zero where its interval leaves zero out after Holm, and it is larger than what identical
 * arms showed in either run: interval and p know nothing of what differs from run to run.
 *
 * Not judged are ratios of arms that differ in round trips or in the client: beside a query, what these
 * cost depends on what else the machine does. Three runs with equal plans, on one machine on one day: of
 * arms alike, changes lay as their intervals say (median |z| 0.4 to 1.0; 0.67 where all is chance); of
 * the others not (1.0 to 3.8, half of them by more than 2 to 12%).
 */
export function compareRatios(a: Result, b: Result, work: SameWork): RatioRow[] {
  const byKey = new Map(b.contrasts.map((contrast) => [keyOf(contrast), contrast]));
  const pairs = a.contrasts.flatMap((mine): RatioPair[] => {
    const theirs = byKey.get(keyOf(mine));
    if (theirs === undefined || mine.kind === 'aa') return [];
    if (theirs.treatment !== mine.treatment || theirs.baseline !== mine.baseline) return [];
    if (!work.has(mine.scenario, mine.operation, [mine.treatment, mine.baseline])) return [];
    const change = differenceOf(intervalOf(mine), intervalOf(theirs));
    const areAlike = [a, b].every((result) => armsAlike(result, mine));
    return [{ a: mine, b: theirs, change, areAlike }];
  });
  const adjusted = adjustedByMetric(pairs);
  return pairs.map((pair, at) => rowOf(a, pair, adjusted[at] as number));
}

function armsAlike(
  { scenarios }: Result,
  { scenario, treatment, baseline }: ContrastResult,
): boolean {
  const arms = scenarios.find(({ name }) => name === scenario)?.arms ?? [];
  const [over, under] = [treatment, baseline].map((arm) => arms.find(({ name }) => name === arm));
  return over?.roundTrips === under?.roundTrips && over?.client === under?.client;
}

function keyOf(of: ContrastResult): string {
  const { scenario, operation, tenant, concurrency, contrast, metric } = of;
  return JSON.stringify([scenario, operation, tenant, concurrency, contrast, metric]);
}

function intervalOf({ ratio, low, high }: ContrastResult): LogInterval {
  return {
    estimate: Math.log(ratio),
    low: Math.log(low),
    high: Math.log(high),
    confidence: 0.95,
  };
}

function adjustedByMetric(pairs: readonly RatioPair[]): number[] {
  const adjusted = new Array<number>(pairs.length).fill(1);
  for (const metric of ['p50', 'p75', 'serverCpu'] as const) {
    // What is not judged is no test, and must not make the others stricter.
    const family = [...pairs.keys()].filter((at) => {
      const pair = pairs[at] as RatioPair;
      return pair.a.metric === metric && pair.areAlike && !isUntrusted(pair);
    });
    const ps = holm(family.map((at) => pOfNoDifference((pairs[at] as RatioPair).change)));
    for (const [place, at] of family.entries()) adjusted[at] = ps[place] as number;
  }
  return adjusted;
}

function isUntrusted({ a, b }: RatioPair): boolean {
  return a.untrusted || b.untrusted;
}

function rowOf(result: Result, pair: RatioPair, adjustedP: number): RatioRow {
  const { a, b, change } = pair;
  const { scenario, operation, tenant, concurrency, contrast, metric } = a;
  return {
    ...{ scenario, operation, title: titleOf(result, scenario, operation), tenant, concurrency },
    ...{ contrast, contrastTitle: a.title, metric, a: ofRun(a), b: ofRun(b) },
    change: Math.exp(change.estimate),
    low: Math.exp(change.low),
    high: Math.exp(change.high),
    minimumDetectableEffect: Math.expm1(minimumDetectableEffect(change)),
    adjustedP,
    judgement: judgementOf(pair, adjustedP),
  };
}

function judgementOf(pair: RatioPair, adjustedP: number): RatioRow['judgement'] {
  const { a, b, change } = pair;
  if (isUntrusted(pair)) return 'untrusted';
  if (!pair.areAlike) return 'unlike-arms';
  if (change.low <= 0 && change.high >= 0) return 'not-told';
  const floor = Math.log1p(Math.max(a.noiseFloor, b.noiseFloor));
  if (Math.abs(change.estimate) <= floor) return 'within-noise';
  return adjustedP < 0.05 ? 'apart' : 'alone';
}

function ofRun({ ratio, low, high, noiseFloor, untrusted }: ContrastResult): RatioOfRun {
  return { ratio, low, high, noiseFloor, untrusted };
}
