import type { ArmResult, Result } from '../result/result.js';
import type { TimeRow } from './comparison.js';
import { titleOf } from './exact.js';
import type { SameWork } from './same-work.js';

/**
 * Median latencies that both runs measured, side by side: not paired, so nothing is judged by them. Arms
 * that repeat another (A/A) are left out.
 */
export function compareTimes(a: Result, b: Result, work: SameWork): TimeRow[] {
  const byKey = new Map(b.arms.map((arm) => [keyOf(arm), arm]));
  return a.arms.flatMap((mine) => {
    const { scenario, operation, tenant, concurrency, arm } = mine;
    const theirs = byKey.get(keyOf(mine));
    const facts = a.scenarios.find(({ name }) => name === scenario)?.arms;
    if (facts?.find(({ name }) => name === arm)?.repeats !== undefined) return [];
    if (mine.latency === null || !theirs?.latency || !work.has(scenario, operation, [arm])) {
      return [];
    }
    const title = titleOf(a, scenario, operation);
    const times = { aP50Ns: mine.latency.p50Ns, bP50Ns: theirs.latency.p50Ns };
    return [{ scenario, operation, title, tenant, concurrency, arm, ...times }];
  });
}

function keyOf({ scenario, operation, tenant, concurrency, arm }: ArmResult): string {
  return JSON.stringify([scenario, operation, tenant, concurrency, arm]);
}
