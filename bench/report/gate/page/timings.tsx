import type { GateResult } from '../../../gate/gate-result.js';
import { operationTitle } from '../../../gate/words.js';
import type { DrawnChart } from '../../charts/chart.js';
import {
  formatDifference,
  formatEffect,
  formatInterval,
  formatLatency,
  formatRatio,
} from '../../format.js';
import { ChartRow } from '../../page/chart.js';
import { metricWords, verdictWords } from '../words.js';

/** Every timing: drawn, and as a table. */
export function TimingsPart({
  result,
  charts,
}: {
  result: GateResult;
  charts: readonly DrawnChart[];
}) {
  return (
    <section id="timings">
      <h2>Timings</h2>
      {result.timings.length === 0 ? (
        <p>{untimedWords(result)}</p>
      ) : (
        <>
          <p class="note">
            Base and head side by side on one server: each operation runs on both, in random order,
            with the same parameters, over and over.
          </p>
          <ChartRow charts={charts} />
          <details>
            <summary>Every timing in figures ({result.timings.length})</summary>
            <TimingTable result={result} />
          </details>
        </>
      )}
    </section>
  );
}

function untimedWords({ gate, trust }: GateResult): string {
  if (gate.tier === 1) return 'Only exact checks were asked for: nothing was timed.';
  return trust.timed
    ? 'No operation could be timed.'
    : 'Nothing was timed: the exact checks had failed the gate before.';
}

function TimingTable({ result }: { result: GateResult }) {
  return (
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th>Operation, tenant, arm</th>
            <th class="word">Metric</th>
            <th>Base</th>
            <th>Head</th>
            <th>Head over base (95% interval)</th>
            <th>Difference</th>
            <th>Noise floor</th>
            <th>Detectable</th>
            <th>p, Holm</th>
            <th>Blocks</th>
            <th class="word">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {result.timings.map((timing) => (
            <tr
              key={JSON.stringify([
                timing.scenario,
                timing.operation,
                timing.tenant,
                timing.arm,
                timing.metric,
              ])}
              class={timing.verdict === 'fail' ? 'fail' : timing.better ? 'faster' : timing.verdict}
            >
              <th scope="row">
                {operationTitle(result, timing.scenario, timing.operation)}
                <span class="note">
                  {timing.tenant}, {timing.arm}
                </span>
              </th>
              <td class="word">{metricWords(timing.metric)}</td>
              <td>{formatLatency(timing.baseNs)}</td>
              <td>{formatLatency(timing.headNs)}</td>
              <td>
                {formatRatio(timing.ratio)}
                <small>{formatInterval(timing.ratio, timing.low, timing.high)}</small>
              </td>
              <td>{formatDifference(timing.differenceNs)}</td>
              <td>{formatEffect(timing.noiseFloor)}</td>
              <td>{formatEffect(timing.minimumDetectableEffect)}</td>
              <td>{timing.adjustedP < 0.001 ? '< 0.001' : timing.adjustedP.toFixed(3)}</td>
              <td>{timing.blocks}</td>
              <td class="word wrapped">
                {verdictWords(timing)}
                <small>{timing.reason}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
