import { distinct } from '../../cells.js';
import type { Chart } from '../../charts/chart.js';
import { type LoadLine, loadLines } from '../../charts/loadLines.js';
import { SERIES } from '../../charts/theme.js';
import { formatInteger, formatLatency } from '../../format.js';
import { joinNames } from '../../names.js';
import { type Spread, stateWords } from '../../scenario/load-points.js';
import {
  poolSizeAnswer,
  type SizeCurve,
  type SizePoint,
  sizeCurves,
} from '../../scenario/pool-size.js';
import type { ScenarioView } from '../../scenario/view.js';
import { ChartRow } from '../chart.js';
import { LoadNote } from '../load-note.js';
import { PassNotes } from '../pass-notes.js';
import { SpreadCell } from '../spread-cell.js';
import type { Section, SectionProps } from './section.js';

/**
 * Pool sizes against lengths of a transaction. Expects passes of probe 'pool-size' with the levels
 * `poolSize` (a number) and `length` (its title).
 */
export const poolSize: Section = {
  name: 'pool-size',
  applies: ({ part }) => part.loads.some(({ probe }) => probe === 'pool-size'),
  answer: poolSizeAnswer,
  charts: (view) =>
    distinct(sizeCurves(view).map(({ length }) => length)).flatMap((length) =>
      chartsOf(view, length),
    ),
  Part: PoolSizePart,
};

function chartsOf(view: ScenarioView, length: string): Chart[] {
  const curves = sizeCurves(view).filter((curve) => curve.length === length);
  const ticks = curves.flatMap(({ points }) => points.map(({ size }) => size));
  const x = { title: 'pool size (log)', ticks };
  const of = length === '' ? '' : `, transactions of ${length}`;
  const name = (what: string) => joinNames(view.facts.name, length, what);
  return [
    loadLines({
      ...{ name: name('throughput'), kind: 'load-throughput', x },
      title: `Throughput against pool size${of}`,
      subtitle: 'Diamond: the size to take. Whisker: smallest and largest pass. Cross: failed.',
      y: { title: 'transactions a second', linear: true },
      lines: curves.map((curve, at) => lineOf(curve, at, ({ perSecond }) => perSecond)),
    }),
    loadLines({
      ...{ name: name('p99'), kind: 'load-latency', x },
      title: `p99 against pool size${of}`,
      subtitle: 'Diamond: the size to take. Dashed: p50. Whisker: smallest and largest pass.',
      y: { title: 'latency, ms (log)' },
      lines: curves.map((curve, at) =>
        lineOf(
          curve,
          at,
          ({ p99Ns }) => p99Ns,
          ({ p50Ns }) => p50Ns,
          1e6,
        ),
      ),
    }),
  ];
}

function lineOf(
  { arm, points, advice }: SizeCurve,
  at: number,
  of: (point: SizePoint) => Spread | null,
  to: (point: SizePoint) => Spread | null = () => null,
  divisor = 1,
): LoadLine {
  const note = advice === null ? 'no size was sound' : `take ${advice.size}`;
  return {
    name: arm.title,
    note,
    colour: SERIES[at] ?? 'ink',
    points: points.map((point) => {
      const [figure, other] = [of(point), to(point)];
      if (figure === null || point.state === 'failed' || point.state === 'refused') {
        return { x: point.size, y: null };
      }
      return {
        x: point.size,
        y: figure.value / divisor,
        low: figure.low / divisor,
        high: figure.high / divisor,
        to: other === null ? null : other.value / divisor,
        ...(point.size === advice?.size ? { mark: 'star' as const } : {}),
      };
    }),
  };
}

function PoolSizePart({ view, charts }: SectionProps) {
  const curves = sizeCurves(view);
  const points = curves.flatMap((curve) => curve.points);
  return (
    <section id="pool-size">
      <h2>How large a pool has to be</h2>
      <LoadNote points={points} />
      <p class="note">
        To take: the smallest pool within 5% of the highest throughput (within the range of its
        passes, where that is more), unless a larger one of those takes more than a third off its
        p99; then the smallest that does. A transaction that waits for the application holds its
        connection without work for the server: it needs more of them.
      </p>
      <ChartRow
        charts={charts.filter(({ kind }) => kind === 'load-latency' || kind === 'load-throughput')}
      />
      {curves.map((curve) => (
        <div key={curve.title}>
          <h3>{curve.title}</h3>
          <CurveTable curve={curve} />
        </div>
      ))}
      <PassNotes
        of={curves.flatMap((curve) =>
          curve.points.map(({ size, passes }) => ({
            ...{ way: curve.title, at: `a pool of ${formatInteger(size)}`, passes },
          })),
        )}
      />
    </section>
  );
}

function CurveTable({ curve: { points, advice } }: { curve: SizeCurve }) {
  return (
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th>Pool size</th>
            <th class="word">How it went</th>
            <th>A second</th>
            <th>p50</th>
            <th>p99</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.size} class={point.state === 'sound' ? undefined : 'failed'}>
              <th scope="row">
                {formatInteger(point.size)}
                {point.size === advice?.size && <span class="note">to take: {advice.reason}</span>}
              </th>
              <td class="word wrapped">{stateWords(point)}</td>
              <td>
                <SpreadCell of={point.perSecond} format={formatInteger} />
              </td>
              <td>
                <SpreadCell of={point.p50Ns} format={formatLatency} />
              </td>
              <td>
                <SpreadCell of={point.p99Ns} format={formatLatency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
