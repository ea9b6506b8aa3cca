import type { ContrastResult } from '../../result/result.js';
import { armTitle, type ReportCell } from '../cells.js';
import { formatDifference, formatEffect, formatInterval, formatRatio } from '../format.js';
import { judgementLabel } from '../judge.js';

export interface ContrastRow {
  readonly label: string;
  readonly cell: ReportCell;
  /** Of median latency; p75 and server CPU are looked up beside it. */
  readonly contrast: ContrastResult;
}

/** Contrasts as figures: effect, interval, difference, noise, what could have been detected. */
export function ContrastTable({ rows }: { rows: readonly ContrastRow[] }) {
  return (
    <div class="scroll">
      <table class="figures contrasts">
        <thead>
          <tr>
            <th>Contrast</th>
            <th>Median latency (95% interval)</th>
            <th>Difference</th>
            <th>Noise floor</th>
            <th>Detectable</th>
            <th>p75 latency (95% interval)</th>
            <th>Server CPU (95% interval)</th>
            <th>Blocks</th>
            <th class="word">Judgement</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, cell, contrast }) => (
            <tr
              key={`${label} ${contrast.contrast}`}
              class={contrast.untrusted ? 'untrusted' : undefined}
            >
              <th scope="row">
                {label}
                <span class="note">
                  {armTitle(cell.scenario, contrast.treatment)} over{' '}
                  {armTitle(cell.scenario, contrast.baseline)}
                </span>
                {contrast.warnings.map((warning) => (
                  <span key={warning} class="warning">
                    {warning}
                  </span>
                ))}
              </th>
              <td>
                <Ratio of={contrast} />
              </td>
              <td>{formatDifference(contrast.differenceNs)}</td>
              <td>{formatEffect(contrast.noiseFloor)}</td>
              <td>{formatEffect(contrast.minimumDetectableEffect)}</td>
              <td>
                <Ratio of={metric(cell, contrast, 'p75')} />
              </td>
              <td>
                <Ratio of={metric(cell, contrast, 'serverCpu')} />
              </td>
              <td>{contrast.blocks}</td>
              <td class="word">{judgementLabel(contrast)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function metric(
  cell: ReportCell,
  contrast: ContrastResult,
  name: ContrastResult['metric'],
): ContrastResult | undefined {
  return cell.contrasts.find(
    (other) => other.contrast === contrast.contrast && other.metric === name,
  );
}

function Ratio({ of }: { of: ContrastResult | undefined }) {
  return of === undefined ? (
    <small>not measured</small>
  ) : (
    <>
      {formatRatio(of.ratio)}
      <small>{formatInterval(of.ratio, of.low, of.high)}</small>
    </>
  );
}
