import type { Chart } from '../../bench/report/charts/chart.js';

/** The rows of data that a chart draws. */
export function valuesOf(chart: Chart | undefined): Record<string, unknown>[] {
  if (chart === undefined) throw new Error('there is no such chart');
  const { data } = chart.spec as unknown as { data: { values: Record<string, unknown>[] } };
  return data.values;
}
