import type { LoadPass } from '../../result/load-parts.js';
import { armTitle, distinct } from '../cells.js';
import { formatInteger, formatLatency, listWords } from '../format.js';
import type { ArmFacts } from '../words.js';
import { latencyOf, type passState, type Spread, spreadOf, worstState } from './load-points.js';
import { missingPooler } from './missing-pooler.js';
import type { Said } from './said.js';
import { spreadWords } from './spread-words.js';
import type { ScenarioView } from './view.js';

/** What a pool of one size gave. */
export interface SizePoint {
  readonly size: number;
  readonly passes: readonly LoadPass[];
  readonly state: ReturnType<typeof passState>;
  readonly perSecond: Spread | null;
  readonly p50Ns: Spread | null;
  readonly p99Ns: Spread | null;
}

export interface PoolSizeAdvice {
  readonly size: number;
  readonly reason: string;
}

/** As good as the best: this share of its throughput. */
const NEAR_BEST = 0.95;
/** A p99 up to so many times the lowest of those is no reason for a larger pool. */
const P99_TIMES = 1.5;

/**
 * The size to take, from passes that differ in nothing but the size of the pool: the smallest whose
 * throughput is within 5% of the highest, unless a larger one of those has a p99 that is lower by
 * more than a third. Beyond as many connections as the server has cores to run and disks to wait for,
 * more of them add waiting, not work (PostgreSQL wiki, "Number Of Database Connections"). A size with
 * failed exchanges or refused clients is not taken. Null where none is left.
 */
export function recommendPoolSize(passes: readonly LoadPass[]): PoolSizeAdvice | null {
  const points = sizePoints(passes).filter(
    ({ state, perSecond }) => state === 'sound' && perSecond !== null,
  );
  const rate = ({ perSecond }: SizePoint) => perSecond?.value ?? 0;
  const [best] = [...points].sort((a, b) => rate(b) - rate(a));
  if (best === undefined) return null;
  const near = points.filter((point) => rate(point) >= rate(best) * NEAR_BEST);
  const tail = ({ p99Ns }: SizePoint) => p99Ns?.value ?? Number.POSITIVE_INFINITY;
  const lowest = Math.min(...near.map(tail));
  const chosen = near.find((point) => tail(point) <= lowest * P99_TIMES) ?? best;
  return { size: chosen.size, reason: reasonWords(points, near, chosen, best) };
}

function reasonWords(
  points: readonly SizePoint[],
  near: readonly SizePoint[],
  chosen: SizePoint,
  best: SizePoint,
): string {
  const rate = (point: SizePoint) => formatInteger(point.perSecond?.value ?? 0);
  const first =
    points.length === 1
      ? `the only size that was sound: ${rate(chosen)} a second`
      : chosen === near[0]
        ? chosen === best
          ? `the highest throughput, ${rate(chosen)} a second, and no smaller size comes within 5% of it`
          : `the smallest within 5% of the highest throughput (${rate(chosen)} of ${rate(best)} a second)`
        : `throughput within 5% of the highest (${rate(chosen)} of ${rate(best)} a second), and a p99 of ${formatLatency(chosen.p99Ns?.value ?? 0)} against ${formatLatency(near[0]?.p99Ns?.value ?? 0)} with ${near[0]?.size}`;
  const beyond =
    chosen === points.at(-1) && points.length > 1
      ? '; it is the largest that was measured, so a larger one may do better'
      : '';
  return `${first}${beyond}`;
}

/** By size, smallest first: medians over the passes. */
export function sizePoints(passes: readonly LoadPass[]): SizePoint[] {
  const sizes = distinct(passes.map(poolSizeOf)).sort((a, b) => a - b);
  return sizes.map((size) => {
    const own = passes.filter((pass) => poolSizeOf(pass) === size);
    return {
      size,
      passes: own,
      state: worstState(own),
      perSecond: spreadOf(own.map(({ reachedPerSecond }) => reachedPerSecond)),
      p50Ns: spreadOf(own.map((pass) => latencyOf(pass)?.p50Ns)),
      p99Ns: spreadOf(own.map((pass) => latencyOf(pass)?.p99Ns)),
    };
  });
}

function poolSizeOf({ levels, pooler, clients }: LoadPass): number {
  const { poolSize } = levels;
  return typeof poolSize === 'number' ? poolSize : (pooler?.poolSize ?? clients);
}

/** The sizes of one arm at one length of a transaction, which is a curve each. */
export interface SizeCurve {
  readonly arm: ArmFacts;
  /** '' where the passes name none. */
  readonly length: string;
  /** "PgBouncer, 10 ms": what tells it from the other curves. */
  readonly title: string;
  readonly points: readonly SizePoint[];
  readonly advice: PoolSizeAdvice | null;
}

export function sizeCurves(view: ScenarioView): SizeCurve[] {
  const loads = view.part.loads.filter(({ probe }) => probe === 'pool-size');
  const arms = view.arms.filter(({ name }) => loads.some((pass) => pass.arm === name));
  const lengths = distinct(loads.map(lengthOf));
  return lengths.flatMap((length) =>
    arms.flatMap((arm) => {
      const passes = loads.filter((pass) => pass.arm === arm.name && lengthOf(pass) === length);
      if (passes.length === 0) return [];
      const title = [
        ...(length === '' ? [] : [length]),
        ...(arms.length > 1 || length === '' ? [armTitle(view.facts, arm.name)] : []),
      ].join(', ');
      return [
        { arm, length, title, points: sizePoints(passes), advice: recommendPoolSize(passes) },
      ];
    }),
  );
}

function lengthOf({ levels }: LoadPass): string {
  return levels.length === undefined ? '' : String(levels.length);
}

/** A size for each length of a transaction; then each with its reason. */
export function poolSizeAnswer(view: ScenarioView): Said[] {
  const curves = sizeCurves(view);
  if (curves.length === 0) return [];
  const sure = ({ points, advice }: SizeCurve) =>
    advice !== null && points.some(({ passes }) => passes.length > 1);
  const arms = distinct(curves.map(({ arm }) => arm)).map((arm) => {
    const sizes = curves
      .filter((curve) => curve.arm === arm)
      .map(
        ({ length, advice }) => `${advice?.size ?? 'none'}${length === '' ? '' : ` (${length})`}`,
      );
    return `“${arm.title}” ${listWords(sizes)}`;
  });
  return [
    {
      text: `Size of the pool to take, by the length of a transaction: ${arms.join('; ')}.`,
      firm: curves.every(sure),
    },
    ...curves.map((curve) => ({ text: curveWords(curve), firm: sure(curve) })),
    ...missingPooler(view),
  ];
}

function curveWords({ title, points, advice }: SizeCurve): string {
  if (advice === null) return `${title}: no size was sound.`;
  const chosen = points.find(({ size }) => size === advice.size);
  return `${title}: ${advice.size}, ${advice.reason}. p99 there: ${spreadWords(chosen?.p99Ns ?? null, formatLatency)}.`;
}
