import type { RunFailedError } from '../errors.js';
import type { ArmFailure } from '../result/journal.js';
import type { Result } from '../result/result.js';
import { failedArms } from './failed-arms.js';
import { failedExpectations } from './failed-expectations.js';
import { failedLoads } from './failed-loads.js';
import { leaksFound } from './leaks-found.js';
import { matrixTroubles } from './matrix-troubles.js';

/**
 * What a run ends with that did all it was asked for. A leak is told before a check that could have
 * seen none, and both before whatever else went wrong: the report has the rest.
 */
export function runTrouble(
  {
    hammers,
    leaks,
    loads,
    expectations,
  }: Pick<Result, 'hammers' | 'leaks' | 'loads' | 'expectations'>,
  failures: readonly ArmFailure[],
): RunFailedError | undefined {
  return (
    leaksFound(hammers, ['leak']) ??
    matrixTroubles(leaks, ['leak']) ??
    leaksFound(hammers, ['blind']) ??
    matrixTroubles(leaks, ['blind']) ??
    failedArms(failures) ??
    leaksFound(hammers, ['failed']) ??
    matrixTroubles(leaks, ['failed']) ??
    failedLoads(loads) ??
    failedExpectations(expectations)
  );
}
