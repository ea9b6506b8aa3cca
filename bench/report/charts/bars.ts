import type { Chart } from './chart.js';
import { frame } from './frame.js';
import { type ColourName, colour, cut, PLOT_WIDTH, rounded, squareLegend } from './theme.js';

/** Horizontal bars, each under its label with its figure at the right; a label that repeats is said once. */
export interface Bars {
  /** File name without extension. */
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  /** What the bars measure, with its unit. */
  readonly axis: string;
  readonly bars: readonly Bar[];
  /** Colours by the name of what they stand for; absent: all bars are one kind. */
  readonly kinds?: Readonly<Record<string, ColourName>>;
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly kind?: string;
}

const ROW_HEIGHT = 36;
/** Characters of label and figure, in bold, that fit a line. */
const LINE = 56;

/** Bars start at zero: their lengths may be compared. */
export function barChart({ name, title, subtitle, axis, bars, kinds }: Bars): Chart {
  const y = { field: 'row', type: 'ordinal', axis: null } as const;
  const names = Object.keys(kinds ?? {});
  return {
    name,
    kind: 'bars',
    title,
    spec: {
      ...frame(title, subtitle),
      width: PLOT_WIDTH,
      height: { step: ROW_HEIGHT },
      data: {
        values: bars.map(({ label, value, text, kind }, row) => ({
          row,
          label:
            bars[row - 1]?.label === label
              ? ''
              : cut(label, Math.max(10, LINE - Math.ceil(text.length * 1.2))),
          value: rounded(value),
          text,
          kind: kind ?? '',
        })),
      },
      layer: [
        {
          mark: { type: 'bar', height: 9, yOffset: 8 },
          encoding: {
            x: {
              field: 'value',
              type: 'quantitative',
              scale: { zero: true },
              axis: { title: axis, tickCount: 5, format: '~s' },
            },
            y,
            color:
              names.length === 0
                ? { value: colour('where') }
                : {
                    field: 'kind',
                    type: 'nominal',
                    scale: {
                      domain: names,
                      range: names.map((kind) => colour(kinds?.[kind] ?? 'where')),
                    },
                    legend: squareLegend(3),
                  },
          },
        },
        {
          mark: { type: 'text', align: 'left', baseline: 'middle', dy: -7 },
          encoding: { x: { value: 0 }, y, text: { field: 'label' } },
        },
        {
          mark: { type: 'text', align: 'right', baseline: 'middle', dy: -7, fontWeight: 600 },
          encoding: { x: { value: PLOT_WIDTH }, y, text: { field: 'text' } },
        },
      ],
    },
  };
}
