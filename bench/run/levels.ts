import type { Work } from '../load/session.js';
import type { Arm } from '../scenario/scenario.js';
import type { MeasuredCell } from './measurement.js';

/** Where an arm's work of one cell is in the list that its sessions prepare. */
export interface WorkPlace {
  /** What is measured, one index a parameter set. */
  readonly measured: readonly number[];
  /** What warms its statement: the same, or another tenant's. */
  readonly warming: readonly number[];
}

/** The cells that share a concurrency, and so share a set of connections in a pass. */
export interface Level {
  readonly concurrency: number;
  readonly cells: readonly MeasuredCell[];
  readonly arms: readonly Arm[];
  /** Work of all the level's cells, one list an arm, made once: drivers encode a list only once. */
  readonly workOfArm: ReadonlyMap<string, readonly Work[]>;
  /** Where each cell's work is in those lists, by arm. */
  readonly placeOf: (cell: MeasuredCell, arm: string) => WorkPlace;
}

/** Groups cells by concurrency and lays out each arm's work. */
export function levelsOf(cells: readonly MeasuredCell[]): Level[] {
  return [...new Set(cells.map(({ concurrency }) => concurrency))].map((concurrency) => {
    const cellsAtLevel = cells.filter((cell) => cell.concurrency === concurrency);
    const armsByName = new Map(
      cellsAtLevel.flatMap(({ arms }) => arms.map((arm) => [arm.name, arm])),
    );
    const arms = [...armsByName.values()];
    const workOfArm = new Map<string, Work[]>();
    const places = new Map<MeasuredCell, Map<string, WorkPlace>>();
    for (const arm of arms) {
      const list: Work[] = [];
      const isIn = (cell: MeasuredCell) => cell.arms.some(({ name }) => name === arm.name);
      for (const cell of cellsAtLevel.filter(isIn)) {
        const work = cell.workOf(arm);
        const place = placeIn(list, work, cell.warmingWorkOf?.(arm) ?? work);
        places.set(cell, (places.get(cell) ?? new Map()).set(arm.name, place));
      }
      workOfArm.set(arm.name, list);
    }
    const placeOf = (cell: MeasuredCell, arm: string) =>
      places.get(cell)?.get(arm) ?? { measured: [], warming: [] };
    return { concurrency, cells: cellsAtLevel, arms, workOfArm, placeOf };
  });
}

/** Puts a cell's work at the end of its arm's list. */
function placeIn(list: Work[], work: readonly Work[], warmingWork: readonly Work[]): WorkPlace {
  const add = (items: readonly Work[]) => {
    const first = list.length;
    list.push(...items);
    return items.map((_, index) => first + index);
  };
  if (warmingWork === work) {
    const both = add(work);
    return { measured: both, warming: both };
  }
  // In front: a driver that prepares by running the first of a statement then plans for the warmer.
  const warming = add(warmingWork);
  return { measured: add(work), warming };
}
