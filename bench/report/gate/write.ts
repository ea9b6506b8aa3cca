import type { GateResult } from '../../gate/gate-result.js';
import type { PlanRecord } from '../../result/journal.js';
import type { DrawnChart } from '../charts/chart.js';
import { drawChart } from '../charts/draw.js';
import { gateForests } from '../charts/gateForest.js';
import { chartFiles } from '../exporters/charts.js';
import { planFiles } from '../exporters/plans.js';
import { removeLeftovers } from '../leftovers.js';
import { writeReportFile } from '../write-file.js';
import { GATE_EXPORTERS } from './exporters/registry.js';
import { gatePage } from './page/page.js';

/**
 * Writes every file of a gate into `dir` (made where missing), its figures before its page. Charts and
 * plans of an earlier report there go. Deterministic: the same result and plans give byte-equal files.
 *
 * @throws {EnvironmentError} naming the file that could not be written
 */
export async function writeGate(
  dir: string,
  result: GateResult,
  plans: readonly PlanRecord[],
): Promise<void> {
  const written = new Set<string>();
  const write = async (file: { path: string; text: string }) => {
    await writeReportFile(dir, file);
    written.add(file.path);
  };
  for (const { file, text } of GATE_EXPORTERS) {
    if (file !== null) await write({ path: file, text: text(result) });
  }
  for (const file of planFiles(plans)) await write(file);
  const charts: DrawnChart[] = [];
  for (const chart of gateForests(result)) charts.push(await drawChart(chart));
  for (const file of chartFiles(charts)) await write(file);
  await write({ path: 'index.html', text: gatePage(result, { plans, charts }) });
  await removeLeftovers(dir, written);
}
