import { concurrencyWords, distinct, type ReportCell, titleAmong } from '../cells.js';
import type { DrawnChart } from '../charts/chart.js';
import { shownPolicy } from '../policy-evidence.js';
import { ChartRow } from './chart.js';
import { ContrastTable } from './contrast-table.js';

/** The policy itself, over every operation and tenant: the answer's evidence in one place. */
export function OverviewPart({
  cells,
  charts,
}: {
  cells: readonly ReportCell[];
  charts: readonly DrawnChart[];
}) {
  const rows = cells.flatMap((cell) => {
    const shown = shownPolicy(cell);
    return shown === undefined
      ? []
      : [
          {
            label: `${titleAmong(cells, cell)} · ${cell.tenant}, ${concurrencyWords(cell.concurrency)}${shown.plans === '' ? '' : ` (${shown.plans})`}`,
            cell,
            contrast: shown.contrast,
          },
        ];
  });
  const concurrencies = distinct(cells.map((cell) => cell.concurrency));
  const chartsAt = (concurrency: number | undefined) =>
    charts.filter(
      (chart) => chart.kind === 'overview' && chart.name.includes(`--c${concurrency}--`),
    );
  return (
    <section id="overview">
      <h2>The policy, operation by operation</h2>
      <p class="note">
        The same messages in both arms; only who filters by tenant differs: the policy, or the
        query's own WHERE clause.
      </p>
      <ChartRow charts={chartsAt(concurrencies[0])} />
      {concurrencies.slice(1).map((concurrency) => (
        <details key={concurrency}>
          <summary>The same with {concurrencyWords(concurrency)}: charts</summary>
          <ChartRow charts={chartsAt(concurrency)} />
        </details>
      ))}
      <details>
        <summary>The same as a table, with what could have been detected</summary>
        <ContrastTable rows={rows} />
      </details>
    </section>
  );
}
