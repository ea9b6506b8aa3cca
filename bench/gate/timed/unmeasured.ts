import type { GateFacts } from '../../result/gate-parts.js';
import type { GateTiming } from '../gate-result.js';
import { timedPairs } from './estimates.js';
import type { StandingTry } from './tries.js';

/** A cell that was to be timed and has no timing. */
export type UnmeasuredCell = Pick<GateTiming, 'scenario' | 'operation' | 'tenant' | 'arm'>;

/** The cells that the standing tries were begun for and that have fewer than two blocks of both sides. */
export function unmeasuredCells(
  standing: readonly StandingTry[],
  timings: readonly UnmeasuredCell[],
  gate: Pick<GateFacts, 'pairs'>,
): UnmeasuredCell[] {
  const measured = new Set(timings.map(nameOf));
  const pairs = timedPairs(gate);
  return standing
    .flatMap(({ standing: { scenario, cells } }) =>
      cells.flatMap(({ operation, tenant }) =>
        pairs
          .filter((pair) => pair.scenario === scenario && pair.operation === operation)
          .map(({ arm }) => ({ scenario, operation, tenant, arm })),
      ),
    )
    .filter((cell) => !measured.has(nameOf(cell)));
}

function nameOf({ scenario, operation, tenant, arm }: UnmeasuredCell): string {
  return JSON.stringify([scenario, operation, tenant, arm]);
}
