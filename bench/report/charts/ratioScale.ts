import { percentChange } from '../format.js';

/** A scale of ratios: its domain, and ticks with the words they carry. */
export interface RatioScale {
  readonly domain: [number, number];
  readonly ticks: number[];
  /** Vega expression that turns a tick's value into its label. */
  readonly labelExpr: string;
}

/**
 * A logarithmic scale around 1 that holds all values: ticks in percent while the largest change is
 * small, in times beyond. Logarithmic, because twice and half are the same distance from equal.
 */
export function ratioScale(values: readonly number[]): RatioScale {
  const reach = Math.max(0.002, ...values.map((value) => Math.abs(Math.log(value)))) * 1.08;
  if (reach < Math.log(1.6)) {
    const step = niceStep(Math.expm1(reach) / 2.2);
    const domain: [number, number] = [Math.exp(-reach), Math.exp(reach)];
    const ticks = [-3, -2, -1, 0, 1, 2, 3]
      .map((i) => round(1 + i * step))
      .filter((tick) => Math.abs(Math.log(tick)) < reach * 0.92);
    return {
      domain,
      ticks,
      labelExpr: labels(ticks, (tick) => (tick === 1 ? 'equal' : tickPercent(tick))),
    };
  }
  const low = Math.min(1, ...values) / 1.08;
  const high = Math.max(1, ...values) * 1.08;
  const all = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
  const near = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8];
  const ticks = (high / low > 12 ? all : near).filter((tick) => tick >= low && tick <= high);
  return {
    domain: [low, high],
    ticks,
    labelExpr: labels(ticks, (tick) => (tick === 1 ? 'equal' : `×${tick}`)),
  };
}

function labels(ticks: readonly number[], label: (tick: number) => string): string {
  return ticks.reduceRight(
    (rest, tick) => `abs(datum.value - ${tick}) < 1e-9 ? '${label(tick)}' : ${rest}`,
    `''`,
  );
}

/** A tick's percent without a needless ".0". */
function tickPercent(tick: number): string {
  const finest = percentChange(tick);
  const exact = (tick - 1) * 100;
  return Math.abs(exact) < 0.1
    ? `${exact < 0 ? '\u2212' : '+'}${Math.abs(exact).toFixed(2)}%`
    : finest.replace('.0%', '%');
}

/** 1, 2 or 5 times a power of ten, at most `target`. */
function niceStep(target: number): number {
  const power = 10 ** Math.floor(Math.log10(target));
  return ([5, 2, 1].find((factor) => factor * power <= target) ?? 1) * power;
}

function round(value: number): number {
  return Number(value.toPrecision(12));
}
