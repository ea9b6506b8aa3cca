import type { Chart } from './chart.js';
import { frame } from './frame.js';
import { colour, cut, latencyUnit, PLOT_WIDTH, rounded, squareLegend } from './theme.js';

/** Rungs of one route, on a scale that other routes share. */
export interface RouteLadder {
  /** File name without extension. */
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  readonly rungs: readonly RouteRung[];
  /** The longest bar of all ladders beside each other. */
  readonly longestNs: number;
}

export interface RouteRung {
  readonly label: string;
  readonly kind: 'WHERE' | 'RLS' | 'through PgBouncer';
  readonly medianNs: number;
  readonly medianText: string;
  /** What the step to it costs. */
  readonly step: string;
  /** 95% interval of the step, as latencies. */
  readonly lowNs: number | null;
  readonly highNs: number | null;
}

const RUNG_HEIGHT = 48;

/** The cost ladder of a route: one rung an arm, its median latency, and what the step to it costs. */
export function routeLadder({ name, title, subtitle, rungs, longestNs }: RouteLadder): Chart {
  const { divisor, unit } = latencyUnit(longestNs);
  const y = { field: 'rung', type: 'ordinal', axis: null } as const;
  const line = (dy: number) => ({ type: 'text', baseline: 'middle', align: 'left', dy }) as const;
  const kinds = ['WHERE', 'RLS', 'through PgBouncer'].filter((kind) =>
    rungs.some((rung) => rung.kind === kind),
  );
  const colours = { WHERE: 'where', RLS: 'rls', 'through PgBouncer': 'third' } as const;
  const scaled = (ns: number | null) => (ns === null ? null : rounded(ns / divisor));
  const axisTitle = `median latency, ${unit}`;
  return {
    name,
    kind: 'ladder',
    title,
    spec: {
      ...frame(title, subtitle),
      width: PLOT_WIDTH,
      height: { step: RUNG_HEIGHT },
      data: {
        values: rungs.map((rung, at) => ({
          rung: at,
          label: cut(rung.label, 46),
          kind: rung.kind,
          median: scaled(rung.medianNs),
          medianText: rung.medianText,
          step: cut(rung.step, 60),
          low: scaled(rung.lowNs),
          high: scaled(rung.highNs),
        })),
      },
      layer: [
        {
          mark: { type: 'bar', height: 9 },
          encoding: {
            x: {
              field: 'median',
              type: 'quantitative',
              scale: { domain: [0, rounded((longestNs / divisor) * 1.02)], nice: false },
              axis: { title: axisTitle, tickCount: 5, format: ',~f' },
            },
            y,
            color: {
              field: 'kind',
              type: 'nominal',
              scale: {
                domain: kinds,
                range: kinds.map((kind) => colour(colours[kind as keyof typeof colours])),
              },
              legend: squareLegend(3),
            },
          },
        },
        {
          transform: [{ filter: 'datum.low !== null' }],
          mark: { type: 'rule', strokeWidth: 1.5, color: colour('ink') },
          encoding: {
            x: { field: 'low', type: 'quantitative', title: axisTitle },
            x2: { field: 'high' },
            y,
          },
        },
        {
          mark: { ...line(-13), fontWeight: 600 },
          encoding: { x: { value: 0 }, y, text: { field: 'label' } },
        },
        {
          mark: { ...line(-13), align: 'right', fontWeight: 600 },
          encoding: { x: { value: PLOT_WIDTH }, y, text: { field: 'medianText' } },
        },
        {
          mark: { ...line(13), fontSize: 10.5, color: colour('muted') },
          encoding: { x: { value: 0 }, y, text: { field: 'step' } },
        },
      ],
    },
  };
}
