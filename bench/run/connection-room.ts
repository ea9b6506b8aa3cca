import type { SkippedWork } from '../result/parts.js';
import { withClient } from '../target/connect.js';
import { freeConnections } from '../target/free-connections.js';
import type { Target } from '../target/target.js';
import type { MeasuredCell } from './measurement.js';

/** Splits the cells into those the server has connections for and those it has not, with the reason. */
export async function roomForCells(
  target: Pick<Target, 'admin'>,
  scenario: string,
  cells: readonly MeasuredCell[],
): Promise<{ cells: MeasuredCell[]; skipped: SkippedWork[] }> {
  const free = await withClient(target.admin, freeConnections);
  const kept: MeasuredCell[] = [];
  const skipped: SkippedWork[] = [];
  for (const cell of cells) {
    const needed = cell.arms.length * cell.concurrency;
    if (needed <= free) {
      kept.push(cell);
      continue;
    }
    skipped.push({
      scenario,
      operation: cell.operation,
      tenant: cell.tenant,
      concurrency: cell.concurrency,
      arm: null,
      reason: `needs ${needed} connections at once, the server has ${free} free; raise max_connections`,
    });
  }
  return { cells: kept, skipped };
}
