import { type CellKey, cellName } from '../estimate/cell-blocks.js';
import { planKindsDiffer } from '../plan/kind.js';
import { shapeDifference } from '../plan/shape.js';
import type { ContrastResult, Result } from '../result/result.js';
import type { Member } from './member.js';
import type { MedianRow, RatioRow } from './upgrade.js';

/**
 * What RLS costs over WHERE on each version: ratios of median latency, each paired within one run.
 * They may be looked at side by side, because both arms ran on the same server.
 */
export function ratioRows(members: readonly Member[]): RatioRow[] {
  const rows = new Map<string, Omit<RatioRow, 'apart'>>();
  for (const { major, result } of members) {
    for (const contrast of result.contrasts.filter((each) => isRlsOverWhere(each, result))) {
      const { scenario, operation, tenant, concurrency, title, treatment, baseline } = contrast;
      const cell = { scenario, operation, tenant, concurrency };
      const key = JSON.stringify([...Object.values(cell), contrast.contrast]);
      const named = { ...cell, contrast: contrast.contrast, title, treatment, baseline };
      const row = rows.get(key) ?? { ...named, versions: [] };
      const { ratio, low, high, noiseFloor, untrusted } = contrast;
      const plans = plansApart(contrast, result);
      row.versions.push({ major, ratio, low, high, noiseFloor, untrusted, ...plans });
      rows.set(key, row);
    }
  }
  return [...rows.values()].map((row) => ({ ...row, apart: apartIn(row.versions) }));
}

type PlansApart = Pick<RatioRow['versions'][number], 'plansDiffer' | 'planKindsApart' | 'shapes'>;

/** In kind by what the load counted; a journal that counted no plans has only the captured ones. */
function plansApart(contrast: ContrastResult, { arms }: Result): PlansApart {
  const planOf = (name: string) =>
    arms.find(({ arm, ...cell }) => arm === name && isSameCell(cell, contrast))?.plan ?? null;
  const [treatment, baseline] = [planOf(contrast.treatment), planOf(contrast.baseline)];
  const both = treatment !== null && baseline !== null;
  const { planKindsApart } = contrast;
  const shapes = both ? shapeDifference(treatment, baseline) : null;
  const kindsDiffer =
    planKindsApart === undefined
      ? both && planKindsDiffer(treatment, baseline)
      : planKindsApart > 0;
  return {
    plansDiffer: kindsDiffer || shapes !== null,
    planKindsApart: planKindsApart ?? null,
    shapes,
  };
}

function isSameCell(a: CellKey, b: CellKey): boolean {
  return cellName(a) === cellName(b);
}

function isRlsOverWhere(contrast: ContrastResult, { scenarios }: Result): boolean {
  if (contrast.metric !== 'p50' || contrast.kind === 'aa') return false;
  const arms = scenarios.find(({ name }) => name === contrast.scenario)?.arms ?? [];
  const isolation = (arm: string) => arms.find(({ name }) => name === arm)?.isolation;
  return isolation(contrast.treatment) === 'rls' && isolation(contrast.baseline) === 'where';
}

function apartIn(versions: RatioRow['versions']): RatioRow['apart'] {
  return versions.slice(1).flatMap((to, index) => {
    const from = versions[index] as (typeof versions)[number];
    if (from.untrusted || to.untrusted) return [];
    const overlap = from.low <= to.high && to.low <= from.high;
    const floor = Math.log1p(Math.max(from.noiseFloor, to.noiseFloor));
    const isNoise = Math.abs(Math.log(to.ratio / from.ratio)) <= floor;
    return overlap || isNoise ? [] : [{ from: from.major, to: to.major }];
  });
}

/** Median latencies, version beside version; arms that repeat another (A/A) are left out. */
export function medianRows(members: readonly Member[]): MedianRow[] {
  const rows = new Map<string, MedianRow>();
  for (const { major, result } of members) {
    for (const { scenario, operation, tenant, concurrency, arm, latency } of result.arms) {
      const facts = result.scenarios.find(({ name }) => name === scenario);
      const repeats = facts?.arms.find(({ name }) => name === arm)?.repeats;
      if (latency === null || repeats !== undefined) continue;
      const cell = { scenario, operation, tenant, concurrency };
      const key = JSON.stringify([...Object.values(cell), arm]);
      const row = rows.get(key) ?? { ...cell, arm, versions: [] };
      row.versions.push({ major, p50Ns: latency.p50Ns });
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}
