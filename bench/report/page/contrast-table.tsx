import type { ContrastResult } from '../../result/result.js';
import { armTitle, type ReportCell } from '../cells.js';
import { formatDifference, formatEffect, formatInterval, formatRatio } from '../format.js';
import { judge, judgementLabel } from '../judge.js';

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
      <table>
        <thead>
          <tr>
            <th>Contrast</th>
            <th class="figure">Median latency (95% interval)</th>
            <th class="figure">Difference</th>
            <th class="figure">Noise floor</th>
            <th class="figure">Detectable</th>
            <th class="figure">p75 latency (95% interval)</th>
            <th class="figure">Server CPU (95% interval)</th>
            <th class="figure">Blocks</th>
            <th>Judgement</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, cell, contrast }) => (
            <tr key={`${label} ${contrast.contrast}`} class={judge(contrast)}>
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
              <td class="figure">
                <Ratio of={contrast} />
              </td>
              <td class="figure">{formatDifference(contrast.differenceNs)}</td>
              <td class="figure">{formatEffect(contrast.noiseFloor)}</td>
              <td class="figure">{formatEffect(contrast.minimumDetectableEffect)}</td>
              <td class="figure">
                <Ratio of={metric(cell, contrast, 'p75')} />
              </td>
              <td class="figure">
                <Ratio of={metric(cell, contrast, 'serverCpu')} />
              </td>
              <td class="figure">{contrast.blocks}</td>
              <td>{judgementLabel(contrast)}</td>
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
    <span class="note">not measured</span>
  ) : (
    <>
      {formatRatio(of.ratio)}
      <span class="note">{formatInterval(of.ratio, of.low, of.high)}</span>
    </>
  );
}
