import type { DrawnChart } from '../charts/chart.js';
import type { Exporter, ReportFile } from './exporter.js';

/** Each chart twice: its Vega-Lite spec, data inside, and the drawn SVG. */
export const charts: Exporter = { name: 'charts', files: ({ charts }) => chartFiles(charts) };

export function chartFiles(charts: readonly DrawnChart[]): ReportFile[] {
  return charts.flatMap(({ name, spec, svg }) => [
    { path: `charts/${name}.vl.json`, text: `${JSON.stringify(spec, null, 1)}\n` },
    { path: `charts/${name}.svg`, text: `${svg}\n` },
  ]);
}
