import { RunFailedError } from '../errors.js';
import type { ExpectationResult } from '../result/parts.js';

/** What a run that was otherwise complete ends with when plans are not what was expected of them. */
export function failedExpectations(
  expectations: readonly ExpectationResult[],
): RunFailedError | undefined {
  const failed = expectations.filter(({ status }) => status === 'failed');
  const [first] = failed;
  if (!first) return undefined;
  const { scenario, operation, arm, tenant, rule, expected, actual } = first;
  const others = failed.length > 1 ? ` (and ${failed.length - 1} more)` : '';
  return new RunFailedError(
    `An expectation failed${others}: ${scenario}, ${operation}, ${arm}, ${tenant}: expected ${rule} ${expected}, got ${actual}`,
    'The report is complete and shows each with its plan; `rlsbench check` tells them in seconds, without load.',
  );
}
