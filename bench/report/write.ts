import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../errors.js';
import type { PlanRecord } from '../result/journal.js';
import type { Result } from '../result/result.js';
import { chartsOf } from './charts/all.js';
import type { DrawnChart } from './charts/chart.js';
import { drawChart } from './charts/draw.js';
import { EXPORTERS } from './exporters/registry.js';
import { removeLeftovers } from './leftovers.js';

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
      await writeOne(dir, join(dir, file.path), file.text);
      written.add(file.path);
    }
  }
  await removeLeftovers(dir, written);
}

async function writeOne(dir: string, path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new EnvironmentError(
      `Could not write ${path}: ${reason(error)}.`,
      `What was measured is kept in journal.jsonl; make room or allow writing there, then run \`rlsbench report ${dir}\`.`,
      { cause: error },
    );
  }
}

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  EISDIR: 'a folder has that name',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
