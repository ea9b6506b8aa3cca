import type { MedianRow, RatioRow } from '../../matrix/upgrade.js';
import { armTitle, concurrencyWords } from '../cells.js';
import {
  count,
  formatInteger,
  formatInterval,
  formatLatency,
  formatRatio,
  listWords,
} from '../format.js';
import { judgementLabel } from '../judge.js';
import type { OperationFacts, ScenarioFacts } from '../words.js';
import type { Detail } from './detail.js';
import type { UpgradeInput } from './input.js';

/** Time: what RLS costs over WHERE within each run, and medians as an indication. */
export function TimesPart({ input, detail }: { input: UpgradeInput; detail: Detail }) {
  const { ratios, medians } = input.upgrade;
  const apart = ratios.filter((row) => row.apart.length > 0);
  const others = ratios.filter((row) => row.apart.length === 0);
  return (
    <section id="time">
      <h2>Time: RLS over WHERE, within each run</h2>
      <p class="note">
        Each ratio compares two arms that ran on one server at the same time, and so do its interval
        and judgement. Ratios of different versions may be looked at side by side; they come from
        different runs, so a difference between them is a reason to look closer and no verdict.
      </p>
      {ratios.length === 0 ? (
        <p>No ratio of RLS over WHERE was measured.</p>
      ) : (
        <p>
          {apart.length === 0
            ? `None of ${count(ratios.length, 'ratio')} is apart on neighbouring versions: intervals overlap, or differ within noise.`
            : `${formatInteger(apart.length)} of ${count(ratios.length, 'ratio')} ${apart.length === 1 ? 'is' : 'are'} apart on neighbouring versions:`}
        </p>
      )}
      {apart.length > 0 && <RatioTable input={input} rows={apart} />}
      {detail.allRatios ? (
        others.length > 0 && (
          <details class="bulk">
            <summary>The {apart.length > 0 ? 'other ' : ''}ratios</summary>
            <RatioTable input={input} rows={others} />
          </details>
        )
      ) : (
        <p class="note">
          All ratios are in <a href="upgrade.json">upgrade.json</a>.
        </p>
      )}
      <h3>Median latencies</h3>
      <p class="note">
        Not paired, different servers: an indication. Never read a difference between two columns as
        what an upgrade gains or costs.
      </p>
      {detail.medians && medians.length > 0 ? (
        <details class="bulk">
          <summary>Medians of every arm, version by version</summary>
          <MedianTable input={input} />
        </details>
      ) : (
        <p class="note">
          {medians.length === 0 ? (
            'None was measured.'
          ) : (
            <>
              They are in <a href="upgrade.json">upgrade.json</a>.
            </>
          )}
        </p>
      )}
    </section>
  );
}

function RatioTable({ input, rows }: { input: UpgradeInput; rows: readonly RatioRow[] }) {
  const majors = presentMajors(input);
  return (
    <div class="scroll">
      <table class="figures upgrade">
        <thead>
          <tr>
            <th>Median latency, RLS over WHERE (95% interval)</th>
            {majors.map((major) => (
              <th key={major}>{major}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify([placeWords(input, row), row.contrast])}>
              <th scope="row">
                {placeWords(input, row)}
                <span class="note">{row.title}</span>
                {row.apart.length > 0 && (
                  <span class="note">
                    Apart: {listWords(row.apart.map(({ from, to }) => `${from} and ${to}`))}
                  </span>
                )}
              </th>
              {majors.map((major) => (
                <RatioCell key={major} input={input} row={row} major={major} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RatioCell({ input, row, major }: { input: UpgradeInput; row: RatioRow; major: number }) {
  const contrast = input.contrastOf(row, major);
  if (contrast === undefined) return <td>–</td>;
  const { ratio, low, high, untrusted } = contrast;
  return (
    <td>
      {formatRatio(ratio)}
      <small>{formatInterval(ratio, low, high)}</small>
      <small class={untrusted ? 'warning' : undefined}>{judgementLabel(contrast)}</small>
    </td>
  );
}

function MedianTable({ input }: { input: UpgradeInput }) {
  const majors = presentMajors(input);
  return (
    <div class="scroll">
      <table class="figures upgrade">
        <thead>
          <tr>
            <th>Arm</th>
            {majors.map((major) => (
              <th key={major}>{major}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {input.upgrade.medians.map((row) => (
            <tr key={JSON.stringify([placeWords(input, row), row.arm])}>
              <th scope="row">
                {armWords(input, row)}
                <span class="note">{placeWords(input, row)}</span>
              </th>
              {majors.map((major) => {
                const version = row.versions.find((each) => each.major === major);
                return <td key={major}>{version ? formatLatency(version.p50Ns) : '–'}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function presentMajors({ upgrade }: UpgradeInput): number[] {
  return upgrade.versions.filter(({ folder }) => folder !== null).map(({ major }) => major);
}

/** "Latest 20 invoices, whale, one at a time". */
export function placeWords(input: UpgradeInput, row: RatioRow | MedianRow): string {
  const title = operationOf(scenarioOf(input, row.scenario), row.operation)?.title;
  const scenario = input.scenarios.length > 1 ? `${row.scenario}: ` : '';
  return `${scenario}${title ?? row.operation}, ${row.tenant}, ${concurrencyWords(row.concurrency)}`;
}

function armWords(input: UpgradeInput, row: MedianRow): string {
  const scenario = scenarioOf(input, row.scenario);
  return scenario === undefined ? row.arm : armTitle(scenario, row.arm);
}

function scenarioOf({ scenarios }: UpgradeInput, name: string): ScenarioFacts | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}

function operationOf(
  scenario: ScenarioFacts | undefined,
  name: string,
): OperationFacts | undefined {
  return scenario?.operations.find((operation) => operation.name === name);
}
