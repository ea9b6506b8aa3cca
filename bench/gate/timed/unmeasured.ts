import type { GateFacts } from '../../result/gate-parts.js';
import type { GateTiming } from '../gate-result.js';
import { timedPairs } from './estimates.js';
import type { StandingTry } from './tries.js';

/** A cell that was to be timed and has no timing. */
export interface UnmeasuredCell
  extends Pick<GateTiming, 'scenario' | 'operation' | 'tenant' | 'arm'> {
  /** A try was begun for it; false where none was, though the exact checks left it to be timed. */
  readonly isTried: boolean;
}

/** Work that the exact checks left to be timed: planned on both sides, with the same answer. */
export type DueCell = Pick<GateTiming, 'scenario' | 'operation' | 'tenant'>;

/**
 * The cells that the standing tries were begun for and that have fewer than two blocks of both sides,
 * then those that were due and that no try was begun for.
 */
export function unmeasuredCells(
  standing: readonly StandingTry[],
  timings: readonly Pick<GateTiming, 'scenario' | 'operation' | 'tenant' | 'arm'>[],
  gate: Pick<GateFacts, 'pairs'>,
  due: readonly DueCell[],
): UnmeasuredCell[] {
  const pairs = timedPairs(gate);
  const onArms = (cell: DueCell, isTried: boolean): UnmeasuredCell[] =>
    pairs
      .filter(
        ({ scenario, operation }) => scenario === cell.scenario && operation === cell.operation,
      )
      .map(({ scenario, operation, arm }) => ({
        ...{ scenario, operation, tenant: cell.tenant, arm, isTried },
      }));
  const tried = standing.flatMap(({ standing: { scenario, cells } }) =>
    cells.flatMap((cell) => onArms({ scenario, ...cell }, true)),
  );
  const known = new Set([...timings, ...tried].map(nameOf));
  const measured = new Set(timings.map(nameOf));
  return [
    ...tried.filter((cell) => !measured.has(nameOf(cell))),
    ...due.flatMap((cell) => onArms(cell, false)).filter((cell) => !known.has(nameOf(cell))),
  ];
}

function nameOf({ scenario, operation, tenant, arm }: Omit<UnmeasuredCell, 'isTried'>): string {
  return JSON.stringify([scenario, operation, tenant, arm]);
}
