import type { Chart } from './chart.js';
import { frame } from './frame.js';
import { logTicks } from './logTicks.js';
import {
  type ColourName,
  CROSS,
  colour,
  cut,
  NOTED_LINE_LEGEND,
  PLOT_WIDTH,
  rounded,
  SERIES,
} from './theme.js';

/** Lines of a figure against a load, over passes: medians with smallest and largest. */
export interface LoadLines {
  /** File name without extension. */
  readonly name: string;
  readonly kind: Chart['kind'];
  readonly title: string;
  readonly subtitle: string;
  readonly x: { readonly title: string; readonly ticks: readonly number[] };
  /** Log unless said otherwise. */
  readonly y: { readonly title: string; readonly linear?: true };
  /** At most `SERIES.length` are drawn. */
  readonly lines: readonly LoadLine[];
}

export interface LoadLine {
  readonly name: string;
  /** A line of its own under the name in the legend. */
  readonly note?: string;
  readonly colour?: ColourName;
  readonly points: readonly LoadLinePoint[];
}

export interface LoadLinePoint {
  readonly x: number;
  /** Null where there is no figure that may be shown: a cross at the top. */
  readonly y: number | null;
  readonly low?: number;
  readonly high?: number;
  /** The other edge of a band from `y`, for example p50 of a p99. */
  readonly to?: number | null;
  /** `hollow`: not what was asked for; `star`: the one to take. */
  readonly mark?: 'hollow' | 'star';
}

/** Room for the y axis, in px. */
const AXIS_WIDTH = 52;

export function loadLines({ name, kind, title, subtitle, x, y, lines }: LoadLines): Chart {
  const shown = lines.slice(0, SERIES.length);
  const label = (line: LoadLine) =>
    `${cut(line.name, 46)}${line.note === undefined ? '' : `: ${cut(line.note, 52)}`}`;
  const known = shown.flatMap(({ points }) =>
    points.flatMap((point) =>
      point.y === null
        ? []
        : [point.y, point.low ?? point.y, point.high ?? point.y, point.to ?? point.y],
    ),
  );
  const positive = known.filter((value) => value > 0);
  const [least, largest] = [Math.min(...positive, 1e9), Math.max(...positive, 0)];
  const domain = y.linear ? [0, largest * 1.12] : [least / 1.3, largest * 1.6];
  const top = domain[1] ?? 1;
  const reach = Math.log(Math.max(...x.ticks) / Math.min(...x.ticks)) || 1;
  // Whiskers and crosses of lines that share an x stand side by side, 5 px apart.
  const beside = (at: number) => Math.exp(reach * 0.018 * (at - (shown.length - 1) / 2));
  const values = shown.flatMap((line, at) =>
    line.points.map((point) => ({
      line: label(line),
      x: Number((point.x * beside(at)).toPrecision(6)),
      y: point.y === null ? rounded(top) : rounded(point.y),
      low: rounded(point.low ?? point.y ?? top),
      high: rounded(point.high ?? point.y ?? top),
      to:
        point.y === null || point.to === undefined || point.to === null ? null : rounded(point.to),
      mark: point.y === null ? 'cross' : (point.mark ?? 'filled'),
    })),
  );
  const powers = logTicks(domain, [1]);
  const ticks = powers.length > 2 ? powers : logTicks(domain);
  const base = { field: 'x', type: 'quantitative' } as const;
  const up = { field: 'y', type: 'quantitative' } as const;
  const yScale = y.linear
    ? { domain: [...domain], nice: false, zero: true }
    : { type: 'log' as const, domain: [...domain], nice: false };
  const xs = values.map((value) => value.x);
  return {
    name,
    kind,
    title,
    axisWidth: AXIS_WIDTH,
    spec: {
      ...frame(title, subtitle, AXIS_WIDTH),
      width: PLOT_WIDTH - AXIS_WIDTH,
      height: 210,
      data: { values },
      encoding: {
        x: {
          ...base,
          scale: {
            type: 'log',
            nice: false,
            domain: [
              Math.min(...xs) / Math.exp(reach * 0.03),
              Math.max(...xs) * Math.exp(reach * 0.03),
            ],
          },
          axis: { title: x.title, values: apart(x.ticks), format: '~s', labelOverlap: false },
        },
        color: {
          field: 'line',
          type: 'nominal',
          sort: null,
          scale: {
            domain: shown.map(label),
            range: shown.map((line, at) => colour(line.colour ?? SERIES[at] ?? 'ink')),
          },
          legend: { ...NOTED_LINE_LEGEND, symbolOpacity: 1 },
        },
      },
      layer: [
        {
          transform: [{ filter: 'datum.to !== null' }],
          mark: { type: 'area', opacity: 0.16, line: false },
          encoding: { y: { field: 'to', type: 'quantitative' }, y2: { field: 'y' } },
        },
        {
          transform: [{ filter: 'datum.to !== null' }],
          mark: { type: 'line', strokeWidth: 1, strokeDash: [4, 3] },
          encoding: { y: { field: 'to', type: 'quantitative' } },
        },
        {
          transform: [{ filter: "datum.mark !== 'cross'" }],
          mark: { type: 'rule', strokeWidth: 1.2 },
          encoding: { y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
        },
        {
          transform: [{ filter: "datum.mark !== 'cross'" }],
          mark: { type: 'line', strokeWidth: 1.8 },
          encoding: {
            y: {
              ...up,
              scale: yScale,
              axis: {
                title: y.title,
                format: largest >= 1000 ? '~s' : y.linear ? '~f' : '~g',
                labelExpr: "datum.value === 0 ? '0' : datum.label",
                ...(y.linear ? { tickCount: 5 } : { values: ticks }),
              },
            },
          },
        },
        {
          transform: [{ filter: "datum.mark === 'filled'" }],
          mark: { type: 'point', size: 26, filled: true, opacity: 1 },
          encoding: { y: up },
        },
        {
          transform: [{ filter: "datum.mark === 'hollow'" }],
          mark: { type: 'point', size: 40, filled: false, fill: 'white', strokeWidth: 1.6 },
          encoding: { y: up },
        },
        {
          transform: [{ filter: "datum.mark === 'star'" }],
          mark: { type: 'point', shape: 'diamond', size: 150, filled: true, opacity: 1 },
          encoding: { y: up },
        },
        {
          transform: [{ filter: "datum.mark === 'cross'" }],
          mark: CROSS,
          encoding: { y: up },
        },
      ],
    },
  };
}

/** Ticks of a log axis whose labels do not touch: those a factor of 1.45 apart, the last among them. */
function apart(ticks: readonly number[]): number[] {
  const kept: number[] = [];
  for (const tick of [...new Set(ticks)].sort((a, b) => b - a)) {
    if ((kept.at(-1) ?? Number.POSITIVE_INFINITY) / tick >= 1.45) kept.push(tick);
  }
  return kept.reverse();
}
