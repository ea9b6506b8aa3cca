import type { LoadPass } from '../../result/load-parts.js';
import { armTitle, distinct } from '../cells.js';
import { formatInteger, formatLatency, listWords } from '../format.js';
import type { ArmFacts } from '../words.js';
import {
  isSinglePass,
  latencyOf,
  type passState,
  type Spread,
  spreadOf,
  worstState,
} from './load-points.js';
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

/** As good as the best: this share of its throughput, or less where its own passes differ by more. */
const NEAR_SHARE = 0.05;
/** A larger pool is worth it where the p99 of the smaller is more than so many times its own. */
const P99_TIMES = 1.5;

/**
 * The size to take, from passes that differ in nothing but the size of the pool: the smallest whose
 * throughput is within 5% of the highest (within the range of the passes there, where that is more),
 * unless a larger one of those takes more than a third off its p99; then the smallest that does.
 * Beyond as many connections as the server has cores to run and disks to wait for, more of them add
 * waiting, not work (PostgreSQL wiki, "Number Of Database Connections"). A size with failed exchanges
 * or refused clients is not taken. Null where none is left.
 */
export function recommendPoolSize(passes: readonly LoadPass[]): PoolSizeAdvice | null {
  const points = sizePoints(passes).filter(
    ({ state, perSecond }) => state === 'sound' && perSecond !== null,
  );
  const [best] = [...points].sort((a, b) => rateOf(b) - rateOf(a));
  if (best === undefined) return null;
  const near = points.filter((point) => rateOf(point) >= rateOf(best) * (1 - nearShare(best)));
  const smallest = near[0] ?? best;
  const tail = ({ p99Ns }: SizePoint) => p99Ns?.value ?? Number.POSITIVE_INFINITY;
  const bound = (smallest.p99Ns?.value ?? 0) / P99_TIMES;
  const chosen = near.find((point) => tail(point) < bound) ?? smallest;
  const said = [
    chosen === smallest ? rateReason(points, chosen, best) : tailReason(smallest, chosen, best),
    causeOf(points, chosen),
    chosen === points.at(-1) && points.length > 1
      ? 'it is the largest that was measured, so a larger one may do better'
      : '',
  ];
  return { size: chosen.size, reason: said.filter((part) => part !== '').join('; ') };
}

function rateOf({ perSecond }: SizePoint): number {
  return perSecond?.value ?? 0;
}

function nearShare({ perSecond }: SizePoint): number {
  if (perSecond === null || perSecond.value === 0) return NEAR_SHARE;
  return Math.max(NEAR_SHARE, (perSecond.high - perSecond.low) / perSecond.value);
}

/** "5%"; "8% (the range of its passes)". */
function nearWords(best: SizePoint): string {
  const share = nearShare(best);
  return share === NEAR_SHARE ? '5%' : `${Math.ceil(share * 100)}% (the range of its passes)`;
}

function rateReason(points: readonly SizePoint[], chosen: SizePoint, best: SizePoint): string {
  const rate = (point: SizePoint) => formatInteger(rateOf(point));
  if (points.length === 1) return `the only size that was sound: ${rate(chosen)} a second`;
  if (chosen === best && chosen === points[0]) {
    return `the highest throughput, ${rate(chosen)} a second, and the smallest size that was measured`;
  }
  return chosen === best
    ? `the highest throughput, ${rate(chosen)} a second, and no smaller size comes within ${nearWords(best)} of it`
    : `the smallest within ${nearWords(best)} of the highest throughput (${rate(chosen)} of ${rate(best)} a second)`;
}

function tailReason(smallest: SizePoint, chosen: SizePoint, best: SizePoint): string {
  const p99 = ({ p99Ns }: SizePoint) => formatLatency(p99Ns?.value ?? 0);
  return `throughput within ${nearWords(best)} of the highest (${formatInteger(rateOf(chosen))} of ${formatInteger(rateOf(best))} a second), and a p99 of ${p99(chosen)} against ${p99(smallest)} with ${smallest.size}`;
}

/** Why so many and not fewer, or not more, where the title of the length says what a transaction does. */
function causeOf(points: readonly SizePoint[], chosen: SizePoint): string {
  const [pass] = chosen.passes;
  const length = pass === undefined ? '' : lengthOf(pass);
  if (/\bthink/i.test(length)) {
    return chosen === points[0] ? '' : 'a connection is held while the application thinks';
  }
  const isWorkAlone = /^[\d.,]+\s*(µs|ms|s)$/.test(length);
  return isWorkAlone && chosen !== points.at(-1)
    ? 'such a transaction works without a pause, so more connections than cores only wait in the server instead of for the pool'
    : '';
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
  const sure = ({ points, advice }: SizeCurve) => advice !== null && !isSinglePass(points);
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
