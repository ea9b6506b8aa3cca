import type { TopLevelSpec } from 'vega-lite';

/**
 * The look every chart shares. Charts are drawn at the width of a phone's column, so that text
 * keeps its size there; wide screens show several side by side.
 */

/** Inner width of a plot, in px; with padding a chart is at most 356 px wide. */
export const PLOT_WIDTH = 336;

/**
 * Light and dark form of every colour a chart may use. The SVG carries the light one; the page
 * maps it to the dark one under `prefers-color-scheme: dark`. Series colours are Okabe and Ito's
 * (jfly.uni-koeln.de/color), which stay apart for colour-blind readers.
 */
export const COLOURS = {
  ink: ['#1f2328', '#e6e8eb'],
  muted: ['#59636e', '#a3acb5'],
  grid: ['#e3e6e9', '#363c43'],
  band: ['#d5d9dd', '#454c54'],
  where: ['#0072b2', '#56b4e9'],
  rls: ['#d55e00', '#f08a3c'],
  third: ['#009e73', '#2bc39a'],
  fourth: ['#a8558a', '#d78fbd'],
  fifth: ['#8a6d00', '#e0c04c'],
  heat0: ['#f1f6fb', '#1f2b37'],
  heat1: ['#cfe1f2', '#223e59'],
  heat2: ['#9dc6e5', '#275479'],
  heat3: ['#62a6d2', '#33719f'],
  heat4: ['#2474b3', '#74b3e2'],
  heat5: ['#0a4785', '#b5dcfa'],
} as const;

export type ColourName = keyof typeof COLOURS;

export function colour(name: ColourName): string {
  return COLOURS[name][0];
}

/** Colours of up to five series, in order. */
export const SERIES: readonly ColourName[] = ['where', 'third', 'rls', 'fourth', 'fifth'];

/** Fonts, axes and titles; no background, so that the page's shows through. */
export const CONFIG = {
  aria: false,
  background: 'transparent',
  padding: { left: 4, right: 10, top: 4, bottom: 4 },
  font: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  view: { stroke: null },
  title: {
    anchor: 'start',
    frame: 'group',
    fontSize: 13,
    fontWeight: 600,
    color: colour('ink'),
    subtitleColor: colour('muted'),
    subtitleFontSize: 11,
    subtitlePadding: 4,
    offset: 12,
    lineHeight: 16,
    // Vega guesses text widths too wide without a canvas: texts are cut by characters instead.
    limit: 0,
  },
  axis: {
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: 'normal',
    labelColor: colour('muted'),
    titleColor: colour('muted'),
    gridColor: colour('grid'),
    tickColor: colour('grid'),
    domain: false,
    titlePadding: 6,
  },
  text: { fontSize: 11, color: colour('ink') },
  legend: {
    labelFontSize: 11,
    titleFontSize: 11,
    labelColor: colour('ink'),
    labelLimit: 0,
    orient: 'bottom',
    title: null,
    columns: 1,
  },
} as const satisfies TopLevelSpec['config'];

/** Legend of filled shapes: side by side, in one line where they fit. */
export function squareLegend(columns: number) {
  return { title: null, direction: 'horizontal', columns, symbolType: 'square' } as const;
}

/** Legend of lines. */
export const LINE_LEGEND = { symbolType: 'stroke', symbolStrokeWidth: 2.5 } as const;

/** Legend of lines whose names have a note after ': ', which gets a line of its own. */
export const NOTED_LINE_LEGEND = {
  ...LINE_LEGEND,
  labelExpr: "split(datum.label, ': ')",
  rowPadding: 6,
} as const;

/** Where there is no figure because something failed. */
export const CROSS = {
  type: 'point',
  shape: 'M-1,-1L1,1M1,-1L-1,1',
  size: 16,
  filled: false,
  strokeWidth: 2,
  opacity: 1,
} as const;

/** Breaks a text into at most five lines of at most `limit` characters. */
export function wrap(text: string, limit = 44): string[] {
  const lines: string[] = [];
  for (const long of text.split(' ')) {
    const word = cut(long, limit);
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= limit) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.length <= 5 ? lines : [...lines.slice(0, 4), `${lines[4] ?? ''} …`];
}

/** Text cut to a number of characters with an ellipsis, since SVG text does not wrap. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** Divides latencies by a unit that suits the largest: nanoseconds to µs or ms. */
export function latencyUnit(largestNs: number): {
  readonly divisor: number;
  readonly unit: string;
} {
  return largestNs < 1e6 ? { divisor: 1e3, unit: 'µs' } : { divisor: 1e6, unit: 'ms' };
}

/** Four digits are all a chart can show. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** In a forest: an interval, and the estimate in it; filled where it is told. */
export const INTERVAL = {
  type: 'rule',
  strokeWidth: 2,
  color: colour('where'),
  yOffset: 13,
} as const;
export const ESTIMATE = {
  type: 'point',
  size: 42,
  opacity: 1,
  strokeWidth: 1.5,
  stroke: colour('where'),
  yOffset: 13,
} as const;
