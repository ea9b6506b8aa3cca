import type { Chart } from './chart.js';
import { frame } from './frame.js';
import { logTicks } from './logTicks.js';
import { colour, cut, NOTED_LINE_LEGEND, PLOT_WIDTH, rounded, SERIES } from './theme.js';

/** Lines of a cost against rows, both on log axes, where a power law is straight. */
export interface GrowthLines {
  /** File name without extension. */
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  /** What the x axis counts. */
  readonly over: string;
  /** What the y axis measures, with its unit. */
  readonly axis: string;
  /** At most `SERIES.length` are drawn. */
  readonly lines: readonly GrowthLine[];
}

export interface GrowthLine {
  readonly name: string;
  /** Its exponent and interval, under its name in the legend; ': ' begins a line of its own. */
  readonly law: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Room for the y axis, in px. */
const AXIS_WIDTH = 52;

export function growthLines({ name, title, subtitle, over, axis, lines }: GrowthLines): Chart {
  const shown = lines.slice(0, SERIES.length);
  const label = (line: GrowthLine) => `${cut(line.name, 44)}: ${line.law}`;
  const values = shown.flatMap((line) =>
    line.points.map(({ x, y }) => ({ line: label(line), x, y: rounded(y) })),
  );
  const [least, largest] = [
    Math.min(...values.map(({ y }) => y)),
    Math.max(...values.map(({ y }) => y)),
  ];
  const domain = [least / 1.4, largest * 1.4];
  const powers = logTicks(domain, [1]);
  const ticks = powers.length > 1 ? powers : logTicks(domain);
  const sizes = [...new Set(values.map(({ x }) => x))].sort((a, b) => a - b);
  return {
    name,
    kind: 'growth',
    title,
    axisWidth: AXIS_WIDTH,
    spec: {
      ...frame(title, subtitle, AXIS_WIDTH),
      width: PLOT_WIDTH - AXIS_WIDTH,
      height: 210,
      data: { values },
      mark: { type: 'line', strokeWidth: 1.8, point: { size: 30, filled: true } },
      encoding: {
        x: {
          field: 'x',
          type: 'quantitative',
          scale: { type: 'log', nice: false },
          axis: {
            title: `${over} (log)`,
            values: sizes,
            format: '.2~s',
          },
        },
        y: {
          field: 'y',
          type: 'quantitative',
          scale: { type: 'log', nice: false, domain },
          axis: { title: `${axis} (log)`, values: ticks, format: largest >= 1000 ? '~s' : '~g' },
        },
        color: {
          field: 'line',
          type: 'nominal',
          sort: null,
          scale: {
            domain: shown.map(label),
            range: shown.map((_, index) => colour(SERIES[index] ?? 'ink')),
          },
          legend: NOTED_LINE_LEGEND,
        },
      },
    },
  };
}
