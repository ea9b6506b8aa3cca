import type { DrawnChart } from '../charts/chart.js';

/** Charts side by side, as many as fit; one below the other on a phone. */
export function ChartRow({ charts }: { charts: readonly (DrawnChart | undefined)[] }) {
  return (
    <div class="charts">
      {charts.map(
        (chart) =>
          chart !== undefined && (
            <figure key={chart.name} dangerouslySetInnerHTML={{ __html: chart.svg }} />
          ),
      )}
    </div>
  );
}
