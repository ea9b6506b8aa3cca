import type { Chart } from './chart.js';
import { frame } from './frame.js';
import { logTicks } from './logTicks.js';
import { CROSS, colour, LINE_LEGEND, latencyUnit, PLOT_WIDTH, rounded } from './theme.js';

/** Latency over the time of a pass, with those who wait below it on the same axis. */
export interface BurstTimeline {
  /** File name without extension. */
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  /** What waits: clients at PgBouncer, or arrivals in the application. */
  readonly waitingTitle: string;
  readonly slices: readonly TimelineSlice[];
  readonly bursts: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** The same on every chart of a page, so that they may be compared. */
  readonly latencyNs: readonly [least: number, largest: number];
  readonly mostWaiting: number;
  /** How long the longest pass of the page is. */
  readonly endMs: number;
}

export interface TimelineSlice {
  readonly atMs: number;
  readonly p99Ns: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly uncorrectedP99Ns: { readonly value: number } | null;
  readonly waiting: { readonly value: number } | null;
  /** A slice with failures has a cross and no latency: it would be that of the lucky ones. */
  readonly failed: number;
}

const AXIS_WIDTH = 52;
const CORRECTED = 'p99 from the intended start';
const UNCORRECTED = 'p99 from when it was sent';

export function burstTimeline(timeline: BurstTimeline): Chart {
  const { name, title, subtitle, slices, bursts, latencyNs, mostWaiting, waitingTitle } = timeline;
  const { divisor, unit } = latencyUnit(latencyNs[1]);
  const [least, largest] = [latencyNs[0] / divisor / 1.3, (latencyNs[1] / divisor) * 1.3];
  const width = PLOT_WIDTH - AXIS_WIDTH;
  const end = timeline.endMs / 1000;
  const scaled = (ns: number | undefined) => (ns === undefined ? null : rounded(ns / divisor));
  const values = slices.map(({ atMs, p99Ns, uncorrectedP99Ns, waiting, failed }) => {
    const p99 = failed > 0 ? null : p99Ns;
    return {
      at: atMs / 1000,
      p99: scaled(p99?.value),
      low: scaled(p99?.low),
      high: scaled(p99?.high),
      sent: failed > 0 ? null : scaled(uncorrectedP99Ns?.value),
      cross: failed > 0 ? rounded(largest) : null,
      waiting: waiting === null ? null : rounded(waiting.value),
    };
  });
  const x = (axis: object | null) => ({
    field: 'at',
    type: 'quantitative' as const,
    scale: { domain: [0, end], nice: false },
    axis,
  });
  const shaded = (axis: object | null) => ({
    data: { values: bursts.map(({ fromMs, toMs }) => ({ at: fromMs / 1000, to: toMs / 1000 })) },
    mark: { type: 'rect' as const, color: colour('band'), opacity: 0.55 },
    encoding: { x: x(axis), x2: { field: 'to' } },
  });
  const yTitle = `latency, ${unit} (log)`;
  const seconds = { title: 'seconds from the start', tickCount: 6, format: '~f' };
  const powers = logTicks([least, largest], [1]);
  const line = (field: string, label: string) => ({
    // A line goes on over a slice without arrivals, and breaks where exchanges failed.
    transform: [
      { filter: `datum.${field} !== null || datum.cross !== null` },
      { calculate: `'${label}'`, as: 'which' },
    ],
    mark: { type: 'line' as const, strokeWidth: 1.6 },
    encoding: {
      x: x(null),
      y: {
        field,
        type: 'quantitative' as const,
        scale: { type: 'log' as const, domain: [least, largest], nice: false },
        axis: {
          title: yTitle,
          values: powers.length > 1 ? powers : logTicks([least, largest]),
          format: '~g',
        },
      },
      color: {
        field: 'which',
        type: 'nominal' as const,
        scale: { domain: [CORRECTED, UNCORRECTED], range: [colour('rls'), colour('where')] },
        legend: LINE_LEGEND,
      },
      strokeDash: {
        field: 'which',
        type: 'nominal' as const,
        scale: {
          domain: [CORRECTED, UNCORRECTED],
          range: [
            [1, 0],
            [5, 3],
          ],
        },
      },
    },
  });
  return {
    name,
    kind: 'burst',
    title,
    axisWidth: AXIS_WIDTH,
    spec: {
      ...frame(title, subtitle, AXIS_WIDTH),
      spacing: 12,
      data: { values },
      vconcat: [
        {
          width,
          height: 150,
          layer: [
            shaded(null),
            {
              transform: [{ filter: 'datum.low !== null || datum.cross !== null' }],
              mark: { type: 'area', color: colour('rls'), opacity: 0.2 },
              encoding: {
                x: x(null),
                y: { field: 'low', type: 'quantitative', title: yTitle },
                y2: { field: 'high' },
              },
            },
            line('p99', CORRECTED),
            line('sent', UNCORRECTED),
            {
              transform: [{ filter: 'datum.cross !== null' }],
              mark: { ...CROSS, color: colour('rls') },
              encoding: {
                x: x(null),
                y: { field: 'cross', type: 'quantitative', title: yTitle },
              },
            },
          ],
        },
        {
          width,
          height: 70,
          layer: [
            shaded(seconds),
            {
              transform: [{ filter: 'datum.waiting !== null' }],
              mark: {
                type: 'area',
                interpolate: 'step-after',
                color: colour('fourth'),
                opacity: 0.6,
                line: { color: colour('fourth'), strokeWidth: 1.2 },
              },
              encoding: {
                x: x(seconds),
                y: {
                  field: 'waiting',
                  type: 'quantitative',
                  scale: { domain: [0, Math.max(1, mostWaiting)], nice: false },
                  axis: { title: waitingTitle, tickCount: 3, format: ',~f' },
                },
              },
            },
          ],
        },
      ],
    },
  };
}
