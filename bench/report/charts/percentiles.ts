import type { Result } from '../../result/result.js';
import {
  cellsOf,
  cellWords,
  type MeasuredArm,
  policyContrast,
  type ReportCell,
  rlsTotals,
} from '../cells.js';
import { formatLatency } from '../format.js';
import { cellChartName } from '../names.js';
import type { Chart, ChartMaker } from './chart.js';
import { frame } from './frame.js';
import { logTicks } from './logTicks.js';
import { colour, cut, LINE_LEGEND, latencyUnit, PLOT_WIDTH, rounded, SERIES } from './theme.js';

const MOST_POINTS = 32;
/** Room for the latency axis, in px. */
const AXIS_WIDTH = 48;

/** Latency by percentile for the main arms, the tail stretched: each tick right halves the rest. */
export const percentiles: ChartMaker = {
  kind: 'percentiles',
  charts: (result: Result) => cellsOf(result).flatMap((cell) => curvesOf(cell)),
};

/** What people ask about: the policy's two arms, the first total's two, and the last total's. */
function mainArms(cell: ReportCell): MeasuredArm[] {
  const policy = policyContrast(cell);
  const totals = rlsTotals(cell);
  const names = [
    policy?.baseline,
    policy?.treatment,
    totals[0]?.baseline,
    totals[0]?.treatment,
    totals[totals.length - 1]?.treatment,
  ];
  const withCurve = cell.arms.filter(({ measured }) => measured.percentiles.length > 1);
  const main = withCurve.filter(({ facts }) => names.includes(facts.name));
  return (main.length > 0 ? main : withCurve).slice(0, SERIES.length);
}

/** -log10 of the share of requests that are slower: 0 at p0, 1 at p90, 2 at p99. */
function nines(percentile: number): number {
  return -Math.log10(1 - percentile / 100);
}

const PERCENTILE_TICKS = [50, 75, 90, 95, 99, 99.9];

function curvesOf(cell: ReportCell): Chart[] {
  const arms = mainArms(cell);
  if (arms.length === 0) return [];
  const points = arms.flatMap(({ facts, measured }) =>
    thin(measured.percentiles.filter((point) => point.percentile < 100)).map((point) => ({
      arm: cut(facts.title, 46),
      isolation: facts.isolation === 'rls' ? 'RLS' : 'WHERE',
      nines: Number(nines(point.percentile).toFixed(3)),
      latencyNs: point.latencyNs,
    })),
  );
  const { divisor, unit } = latencyUnit(Math.max(...points.map((point) => point.latencyNs)));
  const reach = Math.max(...points.map((point) => point.nines));
  const ticks = PERCENTILE_TICKS.filter((tick) => nines(tick) <= reach + 1e-6);
  const marks = logTicks(points.map((point) => point.latencyNs / divisor));
  const title = titleOf(arms);
  return [
    {
      name: cellChartName(cell, 'percentiles'),
      kind: 'percentiles',
      title,
      axisWidth: AXIS_WIDTH,
      spec: {
        ...frame(
          title,
          `${cell.operationTitle}, ${cellWords(cell)}. Dashed: WHERE; solid: RLS. At p99, 99 of 100 were faster.`,
          AXIS_WIDTH,
        ),
        width: PLOT_WIDTH - AXIS_WIDTH,
        height: 210,
        data: {
          values: points.map(({ latencyNs, ...point }) => ({
            ...point,
            latency: rounded(latencyNs / divisor),
          })),
        },
        mark: { type: 'line', strokeWidth: 1.8 },
        encoding: {
          x: {
            field: 'nines',
            type: 'quantitative',
            scale: { domain: [0, reach], nice: false },
            axis: {
              title: 'percentile of requests (tail stretched)',
              labelOverlap: false,
              values: ticks.map((tick) => Number(nines(tick).toFixed(4))),
              labelExpr: ticks.reduceRight(
                (rest, tick) =>
                  `abs(datum.value - ${nines(tick).toFixed(4)}) < 1e-3 ? 'p${tick}' : ${rest}`,
                `''`,
              ),
            },
          },
          y: {
            field: 'latency',
            type: 'quantitative',
            scale: { type: 'log', nice: false },
            axis: {
              title: `latency, ${unit} (log scale)`,
              format: '~g',
              ...(marks.length > 1 ? { values: marks } : { tickCount: 4 }),
            },
          },
          color: {
            field: 'arm',
            type: 'nominal',
            sort: null,
            scale: {
              domain: arms.map(({ facts }) => cut(facts.title, 46)),
              range: arms.map((_, index) => colour(SERIES[index] ?? 'ink')),
            },
            legend: LINE_LEGEND,
          },
          strokeDash: {
            field: 'isolation',
            type: 'nominal',
            scale: {
              domain: ['WHERE', 'RLS'],
              range: [
                [5, 3],
                [1, 0],
              ],
            },
            legend: null,
          },
        },
      },
    },
  ];
}

/** Says how the tails compare: the fastest and the slowest of the curves at p99, or p95. */
function titleOf(arms: readonly MeasuredArm[]): string {
  const known = arms.flatMap(({ facts, measured }) =>
    measured.latency === null ? [] : [{ title: facts.title, ...measured.latency }],
  );
  const deep = known.every(({ p99Ns }) => p99Ns !== null);
  const tails = known
    .map(({ title, p95Ns, p99Ns }) => ({ title, tailNs: deep ? (p99Ns ?? p95Ns) : p95Ns }))
    .sort((a, b) => a.tailNs - b.tailNs);
  const [fastest, slowest] = [tails[0], tails[tails.length - 1]];
  if (fastest === undefined || slowest === undefined) return 'Latency by percentile';
  const words = (tail: typeof fastest) => `${formatLatency(tail.tailNs)} (${tail.title})`;
  return `${deep ? 'p99' : 'p95'} ${fastest === slowest ? 'is' : 'runs from'} ${fastest === slowest ? words(fastest) : `${words(fastest)} to ${words(slowest)}`}`;
}

function thin<T>(points: readonly T[]): T[] {
  if (points.length <= MOST_POINTS) return [...points];
  const step = (points.length - 1) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, i) => points[Math.round(i * step)]).filter(
    (point) => point !== undefined,
  );
}
