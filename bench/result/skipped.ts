import { blocksByArm, type CellBlocks } from '../estimate/cell-blocks.js';
import type { SkippedWork } from './parts.js';

/**
 * Cells, and single arms of cells, that have fewer blocks than they must have to be reported, less
 * those that `known` lists already: an entry's null stands for "all of them", but one without an
 * operation is of no cell (a contrast or a probe that is left out).
 */
export function shortWork(
  cells: readonly CellBlocks[],
  minimumBlocks: number,
  known: readonly SkippedWork[],
): SkippedWork[] {
  return cells.flatMap((cell) => {
    const counts = [...blocksByArm(cell)];
    const most = counts.reduce((largest, [, count]) => Math.max(largest, count), 0);
    // An arm that failed early leaves the rest of its cell whole; so the fullest arm speaks for it.
    const short: [string | null, number][] =
      most < minimumBlocks ? [[null, most]] : counts.filter(([, count]) => count < minimumBlocks);
    return short
      .map(([arm, count]) => ({
        ...cell.key,
        arm,
        reason: `${count} of at least ${minimumBlocks} blocks were measured`,
      }))
      .filter((entry) => !known.some((other) => covers(other, entry)));
  });
}

function covers(known: SkippedWork, entry: SkippedWork): boolean {
  return (
    known.scenario === entry.scenario &&
    known.operation !== null &&
    (['operation', 'tenant', 'concurrency', 'arm'] as const).every(
      (key) => known[key] === null || known[key] === entry[key],
    )
  );
}
