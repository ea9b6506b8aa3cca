import type { LayerSpec, UnitSpec } from 'vega-lite/types_unstable/spec/index.js';
import type { ContrastResult } from '../../result/result.js';
import { formatCompact } from '../format.js';
import { judge } from '../judge.js';
import { ratioScale } from './ratioScale.js';
import { colour, cut, ESTIMATE, INTERVAL, PLOT_WIDTH, rounded } from './theme.js';

export type Panel = LayerSpec<string> | UnitSpec<string>;

/** One row of a forest plot: what is compared, and the contrast. */
export interface ForestRow {
  readonly label: string;
  readonly contrast: ContrastResult;
}

const ROW_HEIGHT = 50;

/**
 * Rows of ratio with 95% interval over the noise floor of their cell. A filled dot is told from
 * zero; a hollow one is not, or is untrusted.
 */
export function forestPanel(heading: string, rows: readonly ForestRow[]): Panel {
  const values = rows.map(({ label, contrast }, row) => ({
    row,
    label: cut(label, 50),
    figures: formatCompact(contrast.ratio, contrast.low, contrast.high),
    ratio: rounded(contrast.ratio),
    low: rounded(contrast.low),
    high: rounded(contrast.high),
    floorLow: rounded(1 / (1 + contrast.noiseFloor)),
    floorHigh: rounded(1 + contrast.noiseFloor),
    told: ['dearer', 'cheaper'].includes(judge(contrast)),
  }));
  const scale = ratioScale(
    values.flatMap(({ low, high, floorLow, floorHigh }) => [low, high, floorLow, floorHigh]),
  );
  const y = { field: 'row', type: 'ordinal', axis: null } as const;
  const x = (field: string) =>
    ({
      field,
      type: 'quantitative',
      scale: { type: 'log', domain: scale.domain, nice: false },
      axis: {
        title: 'median latency, treatment over baseline',
        values: scale.ticks,
        labelExpr: scale.labelExpr,
        labelOverlap: false,
      },
    }) as const;
  return {
    title: { text: heading, fontSize: 11.5, offset: 6 },
    width: PLOT_WIDTH,
    height: { step: ROW_HEIGHT },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: 12, color: colour('band'), yOffset: 13 },
        encoding: { x: x('floorLow'), x2: { field: 'floorHigh' }, y },
      },
      {
        mark: { type: 'tick', thickness: 1, size: 24, color: colour('ink'), yOffset: 13 },
        encoding: { x: { datum: 1, type: 'quantitative' }, y },
      },
      {
        mark: INTERVAL,
        encoding: { x: x('low'), x2: { field: 'high' }, y },
      },
      {
        mark: ESTIMATE,
        encoding: {
          x: x('ratio'),
          y,
          fill: {
            condition: { test: 'datum.told', value: colour('where') },
            value: '#ffffff',
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', baseline: 'middle', dy: -17 },
        encoding: { x: { value: 0 }, y, text: { field: 'label' } },
      },
      {
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'middle',
          dy: -3,
          fontSize: 10.5,
          color: colour('muted'),
        },
        encoding: { x: { value: 0 }, y, text: { field: 'figures' } },
      },
    ],
  };
}
