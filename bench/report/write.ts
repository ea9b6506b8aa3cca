import type { PlanRecord } from '../result/journal.js';
import type { Result } from '../result/result.js';
import { chartsOf } from './charts/all.js';
import type { DrawnChart } from './charts/chart.js';
import { drawChart } from './charts/draw.js';
import { EXPORTERS } from './exporters/registry.js';
import { removeLeftovers } from './leftovers.js';
import { writeReportFile } from './write-file.js';

/**
 * Writes every file of a report into `dir` (made where missing). Files of an earlier report in its
 * folders charts and plans go. Deterministic: the same result and plans give byte-equal files.
 *
 * @throws {EnvironmentError} naming the file that could not be written
 */
export async function writeReport(
  dir: string,
  result: Result,
  plans: readonly PlanRecord[],
): Promise<void> {
  const charts: DrawnChart[] = [];
  for (const chart of chartsOf(result)) {
    charts.push(await drawChart(chart));
  }
  const written = new Set<string>();
  for (const exporter of EXPORTERS) {
    for (const file of exporter.files({ result, plans, charts })) {
      await writeReportFile(dir, file);
      written.add(file.path);
    }
  }
  await removeLeftovers(dir, written);
}
