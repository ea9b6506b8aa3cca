import type { Work } from '../load/session.js';
import type { Arm } from '../scenario/scenario.js';
import type { MeasuredCell } from './measurement.js';

/** The cells that share a concurrency, and so share a set of connections in a pass. */
export interface Level {
  readonly concurrency: number;
  readonly cells: readonly MeasuredCell[];
  readonly arms: readonly Arm[];
  /** Work of all the level's cells, one list an arm, made once: drivers encode a list only once. */
  readonly workOfArm: ReadonlyMap<string, readonly Work[]>;
  /** Where each cell's work begins in those lists; the same on every arm. */
  readonly firstWork: ReadonlyMap<MeasuredCell, number>;
}

/** Groups cells by concurrency and lays out each arm's work. */
export function levelsOf(cells: readonly MeasuredCell[]): Level[] {
  return [...new Set(cells.map(({ concurrency }) => concurrency))].map((concurrency) => {
    const cellsAtLevel = cells.filter((cell) => cell.concurrency === concurrency);
    const armsByName = new Map(
      cellsAtLevel.flatMap(({ arms }) => arms.map((arm) => [arm.name, arm])),
    );
    const arms = [...armsByName.values()];
    const firstWork = new Map<MeasuredCell, number>();
    let next = 0;
    for (const cell of cellsAtLevel) {
      firstWork.set(cell, next);
      next += cell.workOf(cell.arms[0] as Arm).length;
    }
    const workOfArm = new Map(
      arms.map((arm) => [arm.name, cellsAtLevel.flatMap((cell) => cell.workOf(arm))]),
    );
    return { concurrency, cells: cellsAtLevel, arms, workOfArm, firstWork };
  });
}
