import type { Chart } from './chart.js';
import { frame } from './frame.js';
import { type ColourName, colour, cut, PLOT_WIDTH } from './theme.js';

/** A heat map: rows under their labels, a shade and a figure a cell. */
export interface HeatMap {
  /** File name without extension. */
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  readonly columns: readonly string[];
  readonly rows: readonly HeatRow[];
}

export interface HeatRow {
  readonly label: string;
  /** One a column; null where nothing was measured, which is drawn empty and said so. */
  readonly cells: readonly (HeatCell | null)[];
}

export interface HeatCell {
  readonly text: string;
  /** 0, the lightest, to 5. */
  readonly shade: number;
  /** Set in bold: the best of its column. */
  readonly best: boolean;
}

/** Where a value falls among five ascending bounds: 0 below the first, 5 from the last on. */
export function shadeOf(value: number, bounds: readonly number[]): number {
  return bounds.filter((bound) => value >= bound).length;
}

const SHADES: readonly ColourName[] = ['heat0', 'heat1', 'heat2', 'heat3', 'heat4', 'heat5'];
const ROW_HEIGHT = 42;
const CELL_HEIGHT = 22;

/** Draws the label of a row above its cells, so that long index names fit a phone. */
export function heatMap({ name, title, subtitle, columns, rows }: HeatMap): Chart {
  const values = rows.flatMap(({ label, cells }, row) =>
    columns.map((column, i) => {
      const cell = cells[i] ?? null;
      return {
        row,
        column,
        label: i === 0 ? cut(label, 52) : '',
        text: cell?.text ?? '–',
        fill: cell === null ? 'none' : colour(SHADES[cell.shade] ?? 'heat5'),
        // From the fifth shade on ink would be lost; white is exchanged for ink's opposite in the dark.
        ink: cell !== null && cell.shade >= 4 ? '#ffffff' : colour(cell === null ? 'muted' : 'ink'),
        best: cell?.best ?? false,
      };
    }),
  );
  const domain = [...columns];
  const lines = Math.max(...columns.map((column) => column.split(' ').length));
  const y = { field: 'row', type: 'ordinal', axis: null } as const;
  const x = {
    field: 'column',
    type: 'ordinal',
    sort: null,
    scale: { domain, paddingInner: 0, paddingOuter: 0 },
    axis: {
      orient: 'top',
      title: null,
      labelAngle: 0,
      // Vega lets the lines after the first run into the plot.
      labelPadding: 4 + 12 * (lines - 1),
      ticks: false,
      labelExpr: "split(datum.label, ' ')",
      labelLineHeight: 12,
      labelFontSize: 10,
      labelOverlap: false,
      labelLimit: 0,
    },
  } as const;
  const literal = (field: string) =>
    ({ field, type: 'nominal', scale: null, legend: null }) as const;
  return {
    name,
    kind: 'heat-map',
    title,
    spec: {
      ...frame(title, subtitle),
      width: PLOT_WIDTH,
      height: { step: ROW_HEIGHT },
      data: { values },
      layer: [
        {
          mark: {
            type: 'rect',
            height: CELL_HEIGHT,
            width: { band: 0.96 },
            yOffset: 8,
            stroke: colour('grid'),
            strokeWidth: 1,
          },
          encoding: { x, y, fill: literal('fill') },
        },
        {
          mark: { type: 'text', baseline: 'middle', dy: 9, fontSize: 11 },
          encoding: {
            x,
            y,
            text: { field: 'text' },
            color: literal('ink'),
          },
          transform: [{ filter: '!datum.best' }],
        },
        {
          mark: { type: 'text', baseline: 'middle', dy: 9, fontSize: 11, fontWeight: 700 },
          encoding: { x, y, text: { field: 'text' }, color: literal('ink') },
          transform: [{ filter: 'datum.best' }],
        },
        {
          transform: [{ filter: "datum.label !== ''" }],
          mark: { type: 'text', align: 'left', baseline: 'middle', dy: -12, fontSize: 10.5 },
          encoding: { x: { value: 0 }, y, text: { field: 'label' } },
        },
      ],
    },
  };
}
