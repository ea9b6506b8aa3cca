import type { LoadPass } from '../../../result/load-parts.js';
import { burstTimeline } from '../../charts/burstTimeline.js';
import type { Chart } from '../../charts/chart.js';
import { count, formatInteger, formatLatency } from '../../format.js';
import { joinNames } from '../../names.js';
import { type BurstLine, burstLines } from '../../scenario/burst.js';
import { burstAnswer, lostWords, recoveryWords } from '../../scenario/burst-answer.js';
import {
  errorsOf,
  errorWords,
  failedWords,
  rateWords,
  spreadAt,
} from '../../scenario/load-points.js';
import type { ScenarioView } from '../../scenario/view.js';
import { ChartRow } from '../chart.js';
import { LoadNote } from '../load-note.js';
import { PassNotes } from '../pass-notes.js';
import { PoolerCell } from '../pooler-cell.js';
import { SpreadCell } from '../spread-cell.js';
import type { Section, SectionProps } from './section.js';

/**
 * A baseline rate with bursts. Expects passes of probe 'burst' by open loop, with a timeline whose
 * slices are as wide in every pass.
 */
export const burst: Section = {
  name: 'burst',
  applies: ({ part }) => part.loads.some(({ probe }) => probe === 'burst'),
  answer: burstAnswer,
  charts: chartsOf,
  Part: BurstPart,
};

function chartsOf(view: ScenarioView): Chart[] {
  const lines = burstLines(view).filter(({ slices }) =>
    slices.some(({ p99Ns, failed }) => p99Ns !== null || failed > 0),
  );
  const latencies = lines.flatMap(({ slices }) =>
    slices.flatMap(({ p99Ns, uncorrectedP99Ns }) => [
      ...(p99Ns === null ? [] : [p99Ns.low, p99Ns.high]),
      ...(uncorrectedP99Ns === null ? [] : [uncorrectedP99Ns.value]),
    ]),
  );
  const waiting = lines.flatMap(({ slices }) => slices.map((slice) => slice.waiting?.value ?? 0));
  // Where nothing at all succeeded there is no latency to draw.
  if (latencies.length === 0) return [];
  return lines.map((line) =>
    burstTimeline({
      name: joinNames(view.facts.name, line.arm.name, 'timeline'),
      title: titleOf(line),
      subtitle: `${line.state === 'failed' ? 'Cross: exchanges failed' : rateWords(line.passes)}. Grey: bursts. Light band: smallest and largest pass.`,
      waitingTitle: isPooledLine(line) ? 'wait at PgBouncer' : 'wait in the app',
      slices: line.slices,
      bursts: line.bursts,
      latencyNs: [Math.min(...latencies), Math.max(...latencies)],
      mostWaiting: Math.max(...waiting),
      endMs: Math.max(...lines.flatMap(({ slices }) => slices.map(({ atMs }) => atMs))),
    }),
  );
}

function titleOf({ arm, state, passes, recoveryMs }: BurstLine): string {
  const said =
    state === 'failed' ? failedWords(passes) : recoveryWords(recoveryMs) || 'no burst was offered';
  return `${arm.title}: ${said}`;
}

function isPooledLine({ passes }: BurstLine): boolean {
  return passes.some(({ pooler }) => pooler !== null);
}

function BurstPart({ view, charts }: SectionProps) {
  const lines = burstLines(view);
  return (
    <section id="burst">
      <h2>Latency through a burst</h2>
      <LoadNote points={lines} />
      <p class="note">
        Arrivals belong to the slice they were meant to start in, whenever they ended. Recovered:
        until the next burst nothing fails or is dropped, and no 300 ms have a p99 (the median of
        their slices') above both twice the median and the largest of the calm before the first
        burst. Below the latency: clients that wait for a server connection of PgBouncer, or,
        without one, arrivals that wait for a connection of the application's own.
      </p>
      <ChartRow charts={charts.filter(({ kind }) => kind === 'burst')} />
      <div class="scroll">
        <table class="figures compact">
          <thead>
            <tr>
              <th>Way</th>
              <th class="word">How it went</th>
              <th class="word">Recovery, slowest burst</th>
              <th>p50 from the intended start</th>
              <th>p99 from the intended start</th>
              <th>p99 from when it was sent</th>
              <th>p99.9 from the intended start</th>
              <th>Most waiting</th>
              <th>Lateness, p99</th>
              <th>Most at PgBouncer</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <LineRow key={line.arm.name} line={line} />
            ))}
          </tbody>
        </table>
      </div>
      <PassNotes of={lines.map(({ arm, passes }) => ({ way: arm.title, at: '', passes }))} />
    </section>
  );
}

function LineRow({ line }: { line: BurstLine }) {
  const errors = errorsOf(line.passes.flatMap((pass) => [pass.errors, pass.connectErrors])).slice(
    0,
    3,
  );
  const at = (of: (pass: LoadPass) => number | null | undefined) => spreadAt(line, of);
  return (
    <tr class={line.state === 'sound' ? undefined : 'failed'}>
      <th scope="row">
        {line.arm.title}
        <span class="note">{count(line.passes.length, 'pass', 'passes')}</span>
      </th>
      <td class="word wrapped">
        {rateWords(line.passes)}
        <small>{lostWords(line, ['dropped', 'late']) || 'nothing dropped or late'}</small>
        {errors.map((error) => (
          <small key={errorWords(error)}>{errorWords(error)}</small>
        ))}
      </td>
      <td class="word wrapped">{recoveryWords(line.recoveryMs) || '–'}</td>
      <td>
        <SpreadCell of={at((pass) => pass.corrected?.p50Ns)} format={formatLatency} />
      </td>
      <td>
        <SpreadCell of={at((pass) => pass.corrected?.p99Ns)} format={formatLatency} />
      </td>
      <td>
        <SpreadCell of={at((pass) => pass.uncorrected?.p99Ns)} format={formatLatency} />
      </td>
      <td>
        <SpreadCell of={at((pass) => pass.corrected?.p999Ns)} format={formatLatency} />
      </td>
      <td>
        <SpreadCell of={at(mostWaiting)} format={formatInteger} />
      </td>
      <td>
        <SpreadCell of={at((pass) => pass.lateness?.p99Ns)} format={formatLatency} />
      </td>
      <td>
        <PoolerCell passes={line.passes} />
      </td>
    </tr>
  );
}

function mostWaiting({ pooler, timeline }: LoadPass): number | null {
  const waits =
    pooler === null
      ? timeline.map(({ queued }) => queued)
      : pooler.samples.map(({ clientsWaiting }) => clientsWaiting);
  return waits.length === 0 ? null : Math.max(...waits);
}
