import type { ReportCell } from '../cells.js';
import { formatInteger, formatLatency } from '../format.js';

/** Every arm of a cell in absolute figures; they hold for this machine only. */
export function ArmTable({ cell }: { cell: ReportCell }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Arm</th>
            <th class="figure">Round trips</th>
            <th class="figure">p50</th>
            <th class="figure">p75</th>
            <th class="figure">p95</th>
            <th class="figure">p99</th>
            <th class="figure">Server CPU a transaction</th>
            <th class="figure">Buffers</th>
            <th class="figure">Samples</th>
          </tr>
        </thead>
        <tbody>
          {cell.arms.map(({ facts, measured }) => (
            <tr key={facts.name}>
              <th scope="row">
                {facts.title}
                {measured.warnings.map((warning) => (
                  <span key={warning} class="warning">
                    {warning}
                  </span>
                ))}
              </th>
              <td class="figure">{measured.roundTrips}</td>
              <td class="figure">{latency(measured.latency?.p50Ns)}</td>
              <td class="figure">{latency(measured.latency?.p75Ns)}</td>
              <td class="figure">{latency(measured.latency?.p95Ns)}</td>
              <td class="figure">{latency(measured.latency?.p99Ns)}</td>
              <td class="figure">{latency(measured.serverCpuNs)}</td>
              <td class="figure">{measured.buffers ?? '–'}</td>
              <td class="figure">{formatInteger(measured.latency?.samples ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function latency(latencyNs: number | null | undefined): string {
  return latencyNs === null || latencyNs === undefined ? '–' : formatLatency(latencyNs);
}
