import type { TopLevelSpec } from 'vega-lite';
import type { ContrastResult, Result } from '../../result/result.js';
import { cellsOf, cellWords, latencyContrasts, type ReportCell, rlsTotals } from '../cells.js';
import { formatCompact, formatLatency } from '../format.js';
import { cellChartName } from '../names.js';
import { contrastTitle } from '../plan-differences.js';
import type { Chart, ChartMaker } from './chart.js';
import { frame } from './frame.js';
import { colour, cut, latencyUnit, PLOT_WIDTH, rounded, squareLegend } from './theme.js';

const RUNG_HEIGHT = 48;

/** The cost ladder: one rung an arm, its median latency, and what the step to it costs. */
export const ladder: ChartMaker = {
  kind: 'ladder',
  charts: (result: Result) => cellsOf(result).flatMap((cell) => ladderOf(cell)),
};

interface Rung {
  readonly rung: number;
  readonly arm: string;
  readonly isolation: string;
  readonly median: number;
  readonly medianText: string;
  readonly step: string;
  /** Baseline's median times the step's interval: where this arm's median may lie beside it. */
  readonly low: number | null;
  readonly high: number | null;
}

function ladderOf(cell: ReportCell): Chart[] {
  const arms = cell.arms.filter(
    ({ facts, measured }) =>
      facts.repeats === undefined && facts.planCacheMode === 'auto' && measured.latency !== null,
  );
  if (arms.length === 0) return [];
  const p50 = (name: string) =>
    arms.find(({ facts }) => facts.name === name)?.measured.latency?.p50Ns;
  const { divisor, unit } = latencyUnit(
    Math.max(...arms.map(({ measured }) => measured.latency?.p50Ns ?? 0)),
  );
  const contrasts = latencyContrasts(cell);
  const rungs = arms.map(({ facts, measured }, rung): Rung => {
    const step = contrasts.find((c) => c.kind === 'step' && c.treatment === facts.name);
    const baseline = step === undefined ? undefined : p50(step.baseline);
    const median = measured.latency?.p50Ns ?? 0;
    return {
      rung,
      arm: cut(facts.title, 38),
      isolation: facts.isolation === 'rls' ? 'RLS' : 'WHERE',
      median: rounded(median / divisor),
      medianText: formatLatency(median),
      step:
        step === undefined
          ? rung === 0
            ? 'the start of the ladder'
            : 'a baseline: no step leads here'
          : cut(stepText(cell, step), 56),
      low: step && baseline ? rounded((baseline * step.low) / divisor) : null,
      high: step && baseline ? rounded((baseline * step.high) / divisor) : null,
    };
  });
  const title = titleOf(cell);
  return [
    {
      name: cellChartName(cell, 'ladder'),
      kind: 'ladder',
      title,
      spec: spec(cell, title, rungs, unit),
    },
  ];
}

function stepText(cell: ReportCell, step: ContrastResult): string {
  return `${formatCompact(step.ratio, step.low, step.high)} ${contrastTitle(cell, step)}`;
}

/** Says what the ladder shows: the first total of RLS, else the span of the rungs. */
function titleOf(cell: ReportCell): string {
  const [total] = rlsTotals(cell);
  const doubt = cell.untrusted ? ' (untrusted cell)' : '';
  return total === undefined
    ? `Median latency rung by rung${doubt}`
    : `${total.title}: ${formatCompact(total.ratio, total.low, total.high)}${doubt}`;
}

function spec(cell: ReportCell, title: string, rungs: readonly Rung[], unit: string): TopLevelSpec {
  const y = { field: 'rung', type: 'ordinal', axis: null } as const;
  const line = (dy: number) => ({ baseline: 'middle', align: 'left', dy }) as const;
  return {
    ...frame(
      title,
      `${cell.operationTitle}, ${cellWords(cell)}. Whisker and brackets: 95% interval of the step.`,
    ),
    width: PLOT_WIDTH,
    height: { step: RUNG_HEIGHT },
    data: { values: [...rungs] },
    layer: [
      {
        mark: { type: 'bar', height: 9 },
        encoding: {
          x: {
            field: 'median',
            type: 'quantitative',
            scale: { zero: true },
            axis: { title: `median latency, ${unit}`, tickCount: 5 },
          },
          y,
          color: {
            field: 'isolation',
            type: 'nominal',
            scale: { domain: ['WHERE', 'RLS'], range: [colour('where'), colour('rls')] },
            legend: squareLegend(2),
          },
        },
      },
      {
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'rule', strokeWidth: 1.5, color: colour('ink') },
        encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' }, y },
      },
      {
        mark: { type: 'text', ...line(-13), fontWeight: 600 },
        encoding: { x: { value: 0 }, y, text: { field: 'arm' } },
      },
      {
        mark: { type: 'text', ...line(-13), align: 'right', fontWeight: 600 },
        encoding: { x: { value: PLOT_WIDTH }, y, text: { field: 'medianText' } },
      },
      {
        mark: {
          type: 'text',
          ...line(13),
          fontSize: 10.5,
          color: colour('muted'),
        },
        encoding: { x: { value: 0 }, y, text: { field: 'step' } },
      },
    ],
  };
}
