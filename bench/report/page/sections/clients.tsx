import type { LoadPass } from '../../../result/load-parts.js';
import { distinct } from '../../cells.js';
import type { Chart } from '../../charts/chart.js';
import { type LoadLine, loadLines } from '../../charts/loadLines.js';
import { count, formatBytes, formatInteger, formatLatency } from '../../format.js';
import { joinNames } from '../../names.js';
import { clientPoints, clientsAnswer } from '../../scenario/clients.js';
import { type LoadPoint, latencyOf, spreadAt, stateWords } from '../../scenario/load-points.js';
import type { ScenarioView } from '../../scenario/view.js';
import { ChartRow } from '../chart.js';
import { LoadNote } from '../load-note.js';
import { PassNotes } from '../pass-notes.js';
import { PoolerCell } from '../pooler-cell.js';
import { SpreadCell } from '../spread-cell.js';
import type { Section, SectionProps } from './section.js';

/**
 * Ever more clients on each route. Expects passes of probe 'clients': by closed loop, which ends with
 * so many exchanges, and by open loop, at one rate whatever the number of clients.
 */
export const clients: Section = {
  name: 'clients',
  applies: ({ part }) => part.loads.some(({ probe }) => probe === 'clients'),
  answer: clientsAnswer,
  charts: (view) => [
    ...(['open', 'closed'] as const).flatMap((loop) => latencyChart(view, loop)),
    ...throughputChart(view),
  ],
  Part: ClientsPart,
};

const MARKS = 'Cross: failed or refused. Hollow: the rate was not reached.';

function latencyChart(view: ScenarioView, loop: LoadPass['loop']): Chart[] {
  const points = clientPoints(view, loop);
  if (points.length === 0) return [];
  const offered = spreadAt(
    { passes: points.flatMap(({ passes }) => passes) },
    (pass) => pass.offeredPerSecond,
  );
  const how =
    offered === null ? 'as fast as they can' : `${formatInteger(offered.value)} a second in all`;
  return [
    loadLines({
      name: joinNames(view.facts.name, loop, 'latency'),
      kind: 'load-latency',
      title: `Latency against clients, ${how}`,
      subtitle: `Solid p99, dashed p50; whisker: smallest and largest pass. ${MARKS}`,
      x: { title: 'clients (log)', ticks: points.map((point) => point.clients) },
      y: { title: 'latency, ms (log)' },
      lines: linesOf(points, (point) => {
        const p99 = spreadAt(point, (pass) => scaled(latencyOf(pass)?.p99Ns));
        const p50 = spreadAt(point, (pass) => scaled(latencyOf(pass)?.p50Ns));
        return { of: p99, to: p50?.value ?? null };
      }),
    }),
  ];
}

function throughputChart(view: ScenarioView): Chart[] {
  const points = clientPoints(view, 'closed');
  if (points.length === 0) return [];
  return [
    loadLines({
      name: joinNames(view.facts.name, 'throughput'),
      kind: 'load-throughput',
      title: 'Throughput against clients, as fast as they can',
      subtitle: `Exchanges that succeeded; whisker: smallest and largest pass. ${MARKS}`,
      x: { title: 'clients (log)', ticks: points.map((point) => point.clients) },
      y: { title: 'exchanges a second', linear: true },
      lines: linesOf(points, (point) => ({
        of: spreadAt(point, ({ reachedPerSecond }) => reachedPerSecond),
        to: null,
      })),
    }),
  ];
}

function scaled(ns: number | undefined): number | null {
  return ns === undefined ? null : ns / 1e6;
}

function linesOf(
  points: readonly LoadPoint[],
  figure: (point: LoadPoint) => {
    readonly of: ReturnType<typeof spreadAt>;
    readonly to: number | null;
  },
): LoadLine[] {
  return distinct(points.map(({ arm }) => arm)).map((arm) => ({
    name: arm.title,
    points: points
      .filter((point) => point.arm === arm)
      .map((point) => {
        const { of, to } = figure(point);
        const isShown = of !== null && (point.state === 'sound' || point.state === 'behind');
        return {
          x: point.clients,
          y: isShown ? of.value : null,
          ...(isShown ? { low: of.low, high: of.high, to } : {}),
          ...(point.state === 'behind' ? { mark: 'hollow' as const } : {}),
        };
      }),
  }));
}

function ClientsPart({ view, charts }: SectionProps) {
  const all = [...clientPoints(view, 'open'), ...clientPoints(view, 'closed')];
  return (
    <section id="clients">
      <h2>What happens when the clients come</h2>
      <LoadNote points={all} />
      <ChartRow
        charts={charts.filter(({ kind }) => kind === 'load-latency' || kind === 'load-throughput')}
      />
      {(['open', 'closed'] as const).map((loop) => (
        <LoopTable key={loop} points={clientPoints(view, loop)} loop={loop} />
      ))}
    </section>
  );
}

const LOOPS = {
  open: 'The same rate, however many clients',
  closed: 'The same work, each client as fast as it can',
} as const;

function LoopTable({ points, loop }: { points: readonly LoadPoint[]; loop: LoadPass['loop'] }) {
  if (points.length === 0) return null;
  return (
    <>
      <h3>{LOOPS[loop]}</h3>
      <div class="scroll">
        <table class="figures compact">
          <thead>
            <tr>
              <th>Way and clients</th>
              <th class="word">How it went</th>
              <th>p50</th>
              <th>p99</th>
              <th>A second</th>
              <th>Connecting, p50</th>
              <th>Server processes</th>
              <th>Server memory</th>
              <th>Server CPU</th>
              <th>PgBouncer CPU</th>
              <th>Client CPU</th>
              <th>Most at PgBouncer</th>
            </tr>
          </thead>
          <tbody>
            {distinct(points.map(({ arm }) => arm)).flatMap((arm) =>
              points
                .filter((point) => point.arm === arm)
                .map((point) => <PointRow key={`${arm.name} ${point.clients}`} point={point} />),
            )}
          </tbody>
        </table>
      </div>
      <PassNotes
        of={points.map(({ arm, clients, passes }) => ({
          ...{ way: arm.title, at: count(clients, 'client'), passes },
        }))}
      />
    </>
  );
}

function PointRow({ point }: { point: LoadPoint }) {
  const at = (of: (pass: LoadPass) => number | null | undefined) => spreadAt(point, of);
  const bytes = (value: number) => formatBytes(Math.round(value));
  return (
    <tr class={point.state === 'sound' ? undefined : 'failed'}>
      <th scope="row">
        {count(point.clients, 'client')}
        <span class="note">{point.arm.title}</span>
      </th>
      <td class="word wrapped">{stateWords(point)}</td>
      <td>
        <SpreadCell of={at((pass) => latencyOf(pass)?.p50Ns)} format={formatLatency} />
      </td>
      <td>
        <SpreadCell of={at((pass) => latencyOf(pass)?.p99Ns)} format={formatLatency} />
      </td>
      <td>
        <SpreadCell of={at((pass) => pass.reachedPerSecond)} format={formatInteger} />
      </td>
      <td>
        <SpreadCell of={at((pass) => pass.connectTime?.p50Ns)} format={formatLatency} />
      </td>
      <td>
        <SpreadCell of={at((pass) => pass.serverProcesses)} format={formatInteger} />
      </td>
      <td>
        <SpreadCell of={at((pass) => pass.serverBytes)} format={bytes} />
      </td>
      <td>
        <SpreadCell of={at((pass) => pass.serverCpuNs)} format={formatLatency} />
      </td>
      <td>
        <SpreadCell of={at((pass) => pass.pooler?.cpuNs)} format={formatLatency} />
      </td>
      <td>
        <SpreadCell of={at(clientCpuNs)} format={formatLatency} />
      </td>
      <td>
        <PoolerCell passes={point.passes} />
      </td>
    </tr>
  );
}

/** A pass that no thread made used none. */
function clientCpuNs(pass: LoadPass): number | null {
  return pass.threads === 0 ? null : pass.clientCpuNs;
}
