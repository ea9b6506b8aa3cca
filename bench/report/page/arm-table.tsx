import type { ReportCell } from '../cells.js';
import { formatInteger, formatLatency } from '../format.js';

/** Every arm of a cell in absolute figures; they hold for this machine only. */
export function ArmTable({ cell }: { cell: ReportCell }) {
  return (
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th>Arm</th>
            <th>Round trips</th>
            <th>p50</th>
            <th>p75</th>
            <th>p95</th>
            <th>p99</th>
            <th>Server CPU a transaction</th>
            <th>Buffers</th>
            <th>Samples</th>
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
              <td>{measured.roundTrips}</td>
              <td>{latency(measured.latency?.p50Ns)}</td>
              <td>{latency(measured.latency?.p75Ns)}</td>
              <td>{latency(measured.latency?.p95Ns)}</td>
              <td>{latency(measured.latency?.p99Ns)}</td>
              <td>{latency(measured.serverCpuNs)}</td>
              <td>{measured.buffers ?? '–'}</td>
              <td>{formatInteger(measured.latency?.samples ?? 0)}</td>
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
