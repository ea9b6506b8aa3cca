import type { GateResult, GateTiming } from '../../gate/gate-result.js';
import { operationTitle } from '../../gate/words.js';
import { formatCompact, formatEffect } from '../format.js';
import { metricWords, verdictWords } from '../gate/words.js';
import type { Chart } from './chart.js';
import { ratioScale } from './ratioScale.js';
import { CONFIG, colour, cut, ESTIMATE, INTERVAL, PLOT_WIDTH, rounded, wrap } from './theme.js';

/** Rows a chart shows: the table beside it has them all. */
const MOST_ROWS = 16;
const ROW_HEIGHT = 50;

/**
 * The forest plot of a gate, one a metric: head over base of each operation and tenant, dearest first,
 * with its 95% interval over its noise floor, and the margin it is held to.
 */
export function gateForests(result: GateResult): Chart[] {
  return (['p50', 'p75', 'serverCpu'] as const).flatMap((metric) => {
    const timings = result.timings.filter((timing) => timing.metric === metric);
    return timings.length === 0 ? [] : [forestOf(result, metric, timings)];
  });
}

function forestOf(
  result: GateResult,
  metric: GateTiming['metric'],
  timings: readonly GateTiming[],
): Chart {
  const dearest = timings.toSorted((a, b) => b.ratio - a.ratio).slice(0, MOST_ROWS);
  const margin = result.gate.margins.ratio;
  const values = dearest.map((timing, row) => ({
    row,
    label: cut(
      `${operationTitle(result, timing.scenario, timing.operation)}, ${timing.tenant}`,
      52,
    ),
    figures: `${formatCompact(timing.ratio, timing.low, timing.high)}: ${verdictWords(timing)}`,
    ratio: rounded(timing.ratio),
    low: rounded(timing.low),
    high: rounded(timing.high),
    floorLow: rounded(1 / (1 + timing.noiseFloor)),
    floorHigh: rounded(1 + timing.noiseFloor),
    verdict: verdictWords(timing),
  }));
  const scale = ratioScale([
    1 + margin,
    ...values.flatMap(({ low, high, floorLow, floorHigh }) => [low, high, floorLow, floorHigh]),
  ]);
  const y = { field: 'row', type: 'ordinal', axis: null } as const;
  const x = (field: string) =>
    ({
      field,
      type: 'quantitative',
      scale: { type: 'log', domain: scale.domain, nice: false },
      axis: {
        title: `${metricWords(metric)}, head over base`,
        values: scale.ticks,
        labelExpr: scale.labelExpr,
        labelOverlap: false,
      },
    }) as const;
  const fails = timings.filter(({ verdict }) => verdict === 'fail').length;
  const words = metricWords(metric);
  const left = timings.length - dearest.length;
  const title = `${words[0]?.toUpperCase()}${words.slice(1)}: ${fails} of ${timings.length} slower`;
  return {
    name: `gate--${metric}--forest`,
    kind: 'gate-forest',
    title,
    spec: {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      config: CONFIG,
      title: {
        text: wrap(title),
        subtitle: wrap(
          `Line: 95% interval. Grey: noise floor. Dashed: the margin, ${formatEffect(margin)}. Filled: slower or faster.${left > 0 ? ` The ${left} cheapest are in the table only.` : ''}`,
          54,
        ),
      },
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
          // Once: on the data of the chart it would be drawn a row.
          data: { values: [{}] },
          mark: { type: 'rule', color: colour('rls'), strokeDash: [3, 3] },
          encoding: { x: { datum: 1 + margin, type: 'quantitative' } },
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
              condition: [
                { test: "datum.verdict === 'slower'", value: colour('rls') },
                { test: "datum.verdict === 'faster'", value: colour('third') },
              ],
              value: '#ffffff',
            },
          },
        },
        ...(
          [
            ['label', -17, 11, 'ink'],
            ['figures', -3, 10.5, 'muted'],
          ] as const
        ).map(([field, dy, fontSize, ink]) => ({
          mark: {
            type: 'text' as const,
            align: 'left' as const,
            baseline: 'middle' as const,
            dy,
            fontSize,
            color: colour(ink),
          },
          encoding: { x: { value: 0 }, y, text: { field } },
        })),
      ],
    },
  };
}
