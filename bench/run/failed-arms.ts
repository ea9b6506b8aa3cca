import { RunFailedError } from '../errors.js';
import type { ArmFailure } from '../result/journal.js';

/** "arm rls failed on latest, whale, concurrency 1: 57P01 terminating connection". */
export function describeFailure(failure: ArmFailure): string {
  const { arm, operation, tenant, concurrency, sqlState, message } = failure;
  const said = sqlState === '' ? message : `${sqlState} ${message}`;
  return `arm ${arm} failed on ${operation}, ${tenant}, concurrency ${concurrency}: ${said}`;
}

/** What a run that was otherwise complete ends with when arms failed under load. */
export function failedArms(failures: readonly ArmFailure[]): RunFailedError | undefined {
  const [first] = failures;
  if (!first) return undefined;
  const others = failures.length > 1 ? ` (and ${failures.length - 1} more failed arms)` : '';
  return new RunFailedError(
    `${describeFailure(first)}${others}`,
    'The report has what the other arms did; mend the cause, then run again.',
  );
}
