import type { SkippedWork } from '../result/parts.js';
import { withClient } from '../target/connect.js';
import type { Target } from '../target/target.js';
import type { MeasuredCell } from './measurement.js';

/** Connections left free for our own admin work and for whoever else uses the server. */
const SPARE = 3;

/** Splits the cells into those the server has connections for and those it has not, with the reason. */
export async function roomForCells(
  target: Pick<Target, 'admin'>,
  scenario: string,
  cells: readonly MeasuredCell[],
): Promise<{ cells: MeasuredCell[]; skipped: SkippedWork[] }> {
  const free = await freeConnections(target);
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

async function freeConnections({ admin }: Pick<Target, 'admin'>): Promise<number> {
  return withClient(admin, async (client) => {
    const { rows } = await client.query<{ free: number }>(
      `select current_setting('max_connections')::int
              - current_setting('superuser_reserved_connections')::int
              - coalesce(current_setting('reserved_connections', true), '0')::int
              - (select count(*)::int from pg_stat_activity where backend_type = 'client backend')
              as free`,
    );
    return (rows[0]?.free ?? 0) - SPARE;
  });
}
